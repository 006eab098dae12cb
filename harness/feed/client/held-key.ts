import type { Fault } from '../fault.ts';
import { parsePublicKey } from '../minisign/public-key.ts';
import type { FeedQuestion } from '../record.ts';
import type { HeldKey } from './run.ts';
import { WORDS } from './words.ts';

/** The public key of the question as clients read it. */
export function heldKey({ pubkey }: FeedQuestion): HeldKey {
  if (pubkey === null) return { key: null, fault: null };
  const key = parsePublicKey(pubkey);
  if (key.kind === 'problem') return { key: null, fault: faultOf(key.what, WORDS.unreadable) };
  if (key.form === 'exact') return { key, fault: null };
  const what =
    key.form === 'raw'
      ? 'The pubkey is the public key file itself, and clients read only the base64 of it.'
      : 'The pubkey has blanks or line breaks in its base64, which clients refuse.';
  return { key, fault: faultOf(what, WORDS.notBase64) };
}

function faultOf(why: string, says: string): Fault {
  return {
    id: 'pubkey-unreadable',
    severity: 'failure',
    cause: 'pubkey',
    says,
    why,
    mend: 'Put the contents of the .key.pub file that `tauri signer generate` wrote into plugins.updater.pubkey, as they are.',
    culprits: ['pubkey'],
    fetches: [],
  };
}
