import { observeCall } from './observe-call.ts';
import type { CallCapabilities } from './call-capability-types.ts';

/** The optional parts of calls. A generated server has those that it needs. */
export const callCapabilities: CallCapabilities = {
  observeCall,
  loadSessions: () => import('./session/open-sessions.ts'),
  loadShaping: () => import('./shaping/call-shaper.ts'),
};
