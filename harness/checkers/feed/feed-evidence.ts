import type { FeedJudgement, FeedRow, Finding } from '../../feed/finding.ts';
import type { Evidence } from '../verdict.ts';

type Table = Extract<Evidence, { kind: 'table' }>;

/** What is wrong, whom it hits, what they see, and what to do; failures first. */
export const findingTable = (findings: readonly Finding[]): Table => ({
  kind: 'table',
  title: 'Findings',
  columns: ['severity', 'finding', 'clients', 'what users see', 'why', 'what to do'],
  rows: findings.map(({ severity, id, clients, says, why, mend }) => [
    severity,
    id,
    clients.join(', ') || null,
    says,
    why,
    mend,
  ]),
});

/** What each client does at each endpoint, in its order, and how it ends. */
export const outcomeTable = (rows: readonly FeedRow[]): Table => ({
  kind: 'table',
  title: 'Clients and endpoints',
  columns: ['client', 'endpoint', 'what came', 'the client', 'outcome'],
  rows: rows.map(({ client, endpoint, came, move, outcome }) => [
    client,
    endpoint,
    came,
    DOES[move],
    outcome,
  ]),
});

const DOES: Readonly<Record<FeedRow['move'], string>> = {
  next: 'goes on',
  stops: 'stops',
  takes: 'takes it',
  'not-asked': 'does not come here',
};

/** The assets that clients take, with whose signature they have. */
export const assetTable = ({ assets, keyId }: FeedJudgement): Table => ({
  kind: 'table',
  title: `Assets (clients have key ${keyId ?? 'unknown'})`,
  columns: ['asset', 'bytes', 'signed by key', 'clients'],
  rows: assets.map(({ name, bytes, keyId: signer, clients }) => [name, bytes, signer, clients.join(', ')]),
});
