/** The checks of scenarios that the server fails on purpose, with the reason. All other checks pass. */
export type NotOffered = Record<string, { checks: string[]; reason: string }>;

const stateless = 'HTTP is stateless, so that any process of several handles any request';
const elicitation =
  'the only questions of the server are confirmations of calls and pages to open, in its own form';
const sampling = 'the server does not use the model of a client';
const logging = 'the log of the server is for the person who runs it: standard error, and the audit log';
const subscriptions = 'an API does not report changes of its resources';

/** Scenarios of 2025-11-25. */
export const notOffered2025: NotOffered = {
  'elicitation-sep1034-defaults': { checks: ['elicitation-sep1034-general'], reason: elicitation },
  'elicitation-sep1330-enums': { checks: ['elicitation-sep1330-general'], reason: elicitation },
  'logging-set-level': { checks: ['logging-set-level'], reason: logging },
  'resources-subscribe': { checks: ['resources-subscribe'], reason: subscriptions },
  'resources-unsubscribe': { checks: ['resources-unsubscribe'], reason: subscriptions },
  'server-sse-multiple-streams': { checks: ['server-sse-multiple-streams-session'], reason: stateless },
  'server-sse-polling': { checks: ['server-sse-polling-session'], reason: stateless },
  'tools-call-elicitation': { checks: ['tools-call-elicitation'], reason: elicitation },
  'tools-call-sampling': { checks: ['tools-call-sampling'], reason: sampling },
  'tools-call-with-logging': { checks: ['tools-call-with-logging'], reason: logging },
};

/** Scenarios of 2026-07-28. */
export const notOffered2026: NotOffered = {
  'input-required-result-basic-elicitation': {
    checks: ['sep-2322-elicitation-incomplete'],
    reason: elicitation,
  },
  'input-required-result-basic-list-roots': {
    checks: ['sep-2322-list-roots-incomplete'],
    reason: 'the server does not read the files of a client',
  },
  'input-required-result-basic-sampling': { checks: ['sep-2322-sampling-incomplete'], reason: sampling },
  'input-required-result-capability-check': {
    checks: ['sep-2322-respect-client-capabilities'],
    reason: sampling,
  },
  'input-required-result-ignore-extra-params': {
    checks: ['sep-2322-ignore-unexpected-params'],
    reason: 'a confirmation without the state of its question is asked for again',
  },
  'input-required-result-multi-round': { checks: ['sep-2322-multi-round-r1'], reason: elicitation },
  'input-required-result-multiple-input-requests': {
    checks: ['sep-2322-multiple-inputs-incomplete'],
    reason: elicitation,
  },
  'input-required-result-non-tool-request': {
    checks: ['sep-2322-non-tool-incomplete'],
    reason: 'prompts ask for nothing',
  },
  'server-stateless': {
    checks: ['sep-2575-missing-capability-http-400', 'sep-2575-server-rejects-undeclared-capability'],
    reason: sampling,
  },
};
