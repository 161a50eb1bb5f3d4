// Draws the samples of a soak as an SVG, and renders it as a PNG with Chromium.
import { writeFileSync } from 'node:fs';
import { chromium } from 'playwright-core';

const [width, height, left, gap] = [1_000, 170, 70, 56];
const colours = ['#1f5fbf', '#c2410c', '#15803d'];

/** Returns an SVG with a panel for each group of columns, over the minutes of the samples. */
export function drawChart(title, samples, panels) {
  const minutes = samples.map((sample) => sample.minute);
  const end = Math.max(...minutes);
  const x = (minute) => left + ((width - left - 20) * minute) / end;
  const parts = panels.flatMap(({ label, columns }, index) => {
    const top = 56 + index * (height + gap);
    const values = columns.flatMap((column) => samples.map((sample) => sample[column]));
    const most = niceLimit(Math.max(...values, 1));
    const y = (value) => top + height - (height * value) / most;
    const lines = [0, 0.25, 0.5, 0.75, 1].map((share) => {
      const at = y(most * share);
      return `<path d="M${left} ${at}H${width - 20}" stroke="#ddd"/><text x="${left - 8}" y="${at + 4}" text-anchor="end">${most * share}</text>`;
    });
    const curves = columns.map((column, position) => {
      const points = samples.map(
        (sample) => `${x(sample.minute).toFixed(1)},${y(sample[column]).toFixed(1)}`,
      );
      return `<polyline points="${points.join(' ')}" fill="none" stroke="${colours[position]}" stroke-width="2"/>`;
    });
    const names = columns.map(
      (column, position) =>
        `<text x="${width - 20 - (columns.length - 1 - position) * 170}" y="${top - 8}" text-anchor="end" fill="${colours[position]}">${column}</text>`,
    );
    return [
      `<text x="${left}" y="${top - 8}" font-weight="bold">${label}</text>`,
      ...lines,
      ...curves,
      ...names,
    ];
  });
  const bottom = 56 + panels.length * (height + gap) - gap + 18;
  const ticks = Array.from({ length: 11 }, (_, index) => (end * index) / 10);
  const labels = ticks.map(
    (minute) => `<text x="${x(minute)}" y="${bottom}" text-anchor="middle">${minute.toFixed(1)}</text>`,
  );
  const total = bottom + 24;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${total}" font-family="sans-serif" font-size="13">
<rect width="100%" height="100%" fill="white"/>
<text x="${left}" y="16" font-size="15" font-weight="bold">${title}</text>
${[...parts, ...labels].join('\n')}
<text x="${width / 2}" y="${total - 4}" text-anchor="middle">minutes</text>
</svg>
`;
}

/** Returns the next number of the form 1, 2 or 5 times a power of ten. */
function niceLimit(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 4, 5, 10].map((factor) => factor * power).find((limit) => limit >= value);
}

/** Renders an SVG as a PNG. */
export async function renderPng(svg, path) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  });
  try {
    const page = await browser.newPage({ viewport: { width, height: 100 } });
    await page.setContent(`<style>body{margin:0}svg{display:block}</style>${svg}`);
    writeFileSync(path, await page.locator('svg').screenshot());
  } finally {
    await browser.close();
  }
}
