const code = `process.on('SIGUSR2', () => {
  Promise.reject(new Error('boom'));
  setImmediate(() => { throw new Error('bang'); });
});`;

/** The environment of a process in which each SIGUSR2 provokes two errors that no code of ours does and nothing handles. */
export const provokingErrors = {
  NODE_OPTIONS: `--import ${JSON.stringify(`data:text/javascript,${encodeURIComponent(code)}`)}`,
};
