import { useEffect, useRef } from 'preact/hooks';

/** A question of the server that waits for a person. */
export interface PendingQuestion {
  message: string;
  resolve: (isYes: boolean) => void;
}

/** Asks a question of the server, such as to confirm a deletion. */
export function AskDialog({ message, onAnswer }: { message: string; onAnswer: (isYes: boolean) => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} aria-labelledby="question" onCancel={() => onAnswer(false)}>
      <h2 id="question">The server asks</h2>
      <p class="question">{message}</p>
      <div class="run-bar">
        <button type="button" class="primary" onClick={() => onAnswer(true)}>
          Accept
        </button>
        <button type="button" autofocus onClick={() => onAnswer(false)}>
          Decline
        </button>
      </div>
    </dialog>
  );
}
