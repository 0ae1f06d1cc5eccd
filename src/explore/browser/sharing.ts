/** Buttons that copy or share the answer, the command that gives it, and the address. */

import type { Announcer } from './announcer.js';
import { byId } from './elements.js';

export interface Shared {
  answer: string;
  command: string;
  link: string;
}

/** Milliseconds for which a button says that it has copied. */
const CONFIRMATION = 2000;

/** @param texts of the present state */
export function startSharing(texts: () => Shared, announcer: Announcer): void {
  for (const kind of ['answer', 'command', 'link'] as const) {
    const button = byId<HTMLButtonElement>(`copy-${kind}`);
    const label = button.textContent;
    let timer = 0;
    button.addEventListener('click', () => {
      void copy(texts()[kind]).then((isCopied) => {
        const message = isCopied ? 'Copied' : 'Not allowed';
        button.textContent = message;
        announcer.say(isCopied ? `Copied the ${kind}.` : 'The browser does not allow the page to copy.');
        clearTimeout(timer);
        timer = setTimeout(() => {
          button.textContent = label;
        }, CONFIRMATION);
      });
    });
  }
  const share = byId<HTMLButtonElement>('share');
  share.hidden = typeof navigator.share !== 'function';
  share.addEventListener('click', () => {
    const { answer, link } = texts();
    // The user may close the dialog, which rejects the promise.
    navigator.share({ title: document.title, text: answer, url: link }).catch(() => {});
  });
}

/** Copies a text. A browser that forbids it shows the text, so that the user can copy it. */
async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    prompt('The browser does not allow the page to copy. Copy this text:', text);
    return false;
  }
}
