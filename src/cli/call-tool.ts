import { ReportedFailure } from './format-error.ts';
import { indentJson } from './indent-json.ts';
import { piecesOf, printPieces } from './print-result.ts';
import { runtimeSettings } from './runtime-settings.ts';
import { startMock } from './start-mock.ts';
import { noteLines, withHandlers } from './with-handlers.ts';
import { previewCall } from '../index.ts';
import type { DocumentFlags } from './flags/document-flags.ts';
import type { MockFlags } from './flags/mock-flags.ts';
import type { OutputFlags } from './flags/output-flags.ts';
import type { ToolFlags } from './flags/tool-flags.ts';
import type { OpenedDocument } from './open-document.ts';
import type { RuntimeFlags } from './runtime-settings.ts';
import type { Terminal } from './terminal.ts';
import type { HttpRequest, JsonObject, OperationDescriptor } from '../index.ts';

/** Flags of `call`. */
export type CallFlags = DocumentFlags &
  ToolFlags &
  RuntimeFlags &
  MockFlags &
  OutputFlags & { args?: string; dryRun?: boolean };

/**
 * Calls a tool, and prints its result.
 *
 * @throws ReportedFailure if the result is an error, after printing it
 */
export async function callTool(
  opened: OpenedDocument,
  { name }: OperationDescriptor,
  args: JsonObject,
  flags: CallFlags,
  terminal: Terminal,
): Promise<void> {
  const result = await withHandlers(opened, flags, terminal, (handlers) => handlers.callTool(name, args));
  if (flags.json === true) terminal.out(`${JSON.stringify(result, null, 2)}\n`);
  else if (result.isError === true)
    terminal.error(
      `${result.content.map((item) => (item.type === 'text' ? indentParts(item.text) : `(${item.type})`)).join('\n')}\n`,
    );
  else printPieces(piecesOf(result.content), flags.output, terminal);
  if (result.isError === true) throw new ReportedFailure();
}

/** Indents the JSON of an error, which is a paragraph of its own. */
function indentParts(text: string): string {
  return text.split('\n\n').map(indentJson).join('\n\n');
}

/** Prints the HTTP request of a call without sending it. */
export async function printRequest(
  opened: OpenedDocument,
  { name }: OperationDescriptor,
  args: JsonObject,
  flags: CallFlags,
  terminal: Terminal,
): Promise<void> {
  const { loaded, descriptor } = opened;
  const mock = await startMock(loaded, flags);
  try {
    const settings = await runtimeSettings(descriptor, flags, terminal.environment, mock);
    for (const line of await noteLines(opened, flags, settings, terminal, mock !== undefined))
      terminal.error(`${line}\n`);
    const request = await previewCall(descriptor, name, args, settings.options);
    terminal.out(flags.json === true ? `${JSON.stringify(request, null, 2)}\n` : formatRequest(request));
  } finally {
    await mock?.close();
  }
}

function formatRequest({ method, origin, target, headers, body }: HttpRequest): string {
  const head = [`${method} ${origin}${target}`, ...headers.map(([name, value]) => `${name}: ${value}`)];
  return `${head.join('\n')}\n${body === undefined ? '' : `\n${body.toString()}\n`}`;
}
