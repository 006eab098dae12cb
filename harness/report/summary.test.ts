import { expect, test } from 'vitest';
import { codeBlock, markdown } from './markdown.ts';
import { renderSummary } from './summary.ts';
import { checkOf, invalidBy, runOf, scenarioOf } from './test-runs.ts';
import { failedRun } from './test-runs-failed.ts';
import { HOSTILE, HUGE, poisoned } from './test-runs-hostile.ts';

test('shows the worst first, who answered, and how to repeat it', () => {
  expect(renderSummary(failedRun)).toMatchInlineSnapshot(`
    "## ✘ Lockstep: INVALID – 1 of 5 invalid, 1 unknown, 1 skipped

    b-2 accepted a revoked token 1.9 s after the kick returned (12 of 12 kicks, b-2 only). (exit 1)

    process driver · 3 replicas · seed 7f3a91 · [report.html](report.html)

    |  | scenario | what was seen | time |
    | --- | --- | --- | --- |
    | ✘ **INVALID** | kick-offline-propagates | no-stale-accept: 12 kicks, 12 stale accepts, all on b-2, at most 1.9 s late | 2.1 s |
    | ? unknown | rate-limit-is-global | b-3 was never observed: the balancer sent it nothing | 2.1 s |
    | - skipped | mismatched-secrets-are-rejected | the existing driver cannot give one replica another secret |  |
    | ✔ valid | login-survives-round-robin | 3×3 matrix accepted, 414 calls, 138/138/138 per replica; 36 sessions read on every other replica | 2.1 s |
    | ✔ valid | sse-stays-up | 600 of 600 events on 30 streams | 2.1 s |

    ### Findings

    1. **stale-accept** in kick-offline-propagates / no-stale-accept: b-2 accepted a revoked token 1.9 s after the kick returned (12 of 12 kicks, b-2 only). _Likely:_ b-2 caches the token version for 2 s.
    2. **stale-accept** in kick-offline-propagates / no-stale-accept: b-2 accepted a revoked token 200 ms after kick 2 returned. _Likely:_ b-2 caches the token version for 2 s.
    3. **stale-accept** in kick-offline-propagates / no-stale-accept: b-2 accepted a revoked token 300 ms after kick 3 returned. _Likely:_ b-2 caches the token version for 2 s.
    4. **stale-accept** in kick-offline-propagates / no-stale-accept: b-2 accepted a revoked token 400 ms after kick 4 returned. _Likely:_ b-2 caches the token version for 2 s.
    5. **stale-accept** in kick-offline-propagates / no-stale-accept: b-2 accepted a revoked token 500 ms after kick 5 returned. _Likely:_ b-2 caches the token version for 2 s.

    ### Answers by replica

    | scenario | b-1 | b-2 | b-3 |
    | --- | --- | --- | --- |
    | login-survives-round-robin | 138 | 138 | 138 |
    | kick-offline-propagates | 138 | 138 | 138 |
    | sse-stays-up | 138 | 138 | 138 |
    | rate-limit-is-global | 138 | 138 | 138 |

    ### Again

    \`\`\`sh
    lockstep verify --only kick-offline-propagates --seed 7f3a91
    \`\`\`
    "
  `);
});

test('shows ten findings and says how many more there are', () => {
  const violation = { anomaly: 'lost', message: 'lost', operations: [], culprits: [], cause: null };
  const verdict = invalidBy(violation, ...Array.from({ length: 41 }, () => violation));
  const run = runOf([scenarioOf('sse', [checkOf('x', '', { verdict })], { status: 'invalid' })], {
    status: 'invalid',
  });
  expect(renderSummary(run)).toContain('10. **lost**');
  expect(renderSummary(run)).not.toContain('11. **lost**');
  expect(renderSummary(run)).toContain('… and 32 more findings, in [report.html](report.html)');
});

test('lets no markup, HTML, link or mention of the target through', () => {
  const [text = ''] = renderSummary(poisoned(HOSTILE)).split('### Again');
  expect(text).not.toMatch(/[<>]/);
  expect(text).not.toMatch(/(?<!\\)\[link/);
  expect(text).not.toContain('@everyone');
  expect(text).not.toContain('https://');
});

test('keeps the columns of a table when a text has a pipe in it', () => {
  const [text = ''] = renderSummary(poisoned(HOSTILE)).split('### Answers');
  const rows = text.split('\n').filter((line) => line.startsWith('| '));
  expect(new Set(rows.map((line) => line.split(/(?<!\\)\|/).length))).toEqual(new Set([6]));
});

test('escapes what Markdown reads', () => {
  expect(markdown('a|b `c` *d* [e](f) <g> & @h https://i www.j #1')).toBe(
    'a\\|b \\`c\\` \\*d\\* \\[e\\](f) &lt;g&gt; &amp; @&#8203;h https&#58;//i www&#46;j \\#1',
  );
});

test('fences a command with more backticks than it has', () => {
  expect(codeBlock('echo ```` x')).toBe('`````sh\necho ```` x\n`````');
});

test('stays below the limit of a comment, says where it was cut, and still links to the report', () => {
  const many = runOf(
    Array.from({ length: 300 }, (_, at) => scenarioOf(`s${at}`, [checkOf('x', '@'.repeat(9000))])),
  );
  const text = renderSummary(many);
  expect(Buffer.byteLength(text)).toBeLessThan(64 * 1024);
  expect(text).toMatch(/\|\n\n\*\*Cut off here: the rest is in report\.html\.\*\*\n$/);
  expect(text).toContain('[report.html](report.html)');
  expect(Buffer.byteLength(renderSummary(poisoned(HUGE)))).toBeLessThan(64 * 1024);
});

test('says that a run without scenarios proved nothing', () => {
  const text = renderSummary(runOf([], { status: 'unknown', exitCode: 2 }));
  expect(text).toContain(
    '## ? Lockstep: UNKNOWN – no scenario ran\n\nNo scenario ran, so nothing was proved. (exit 2)',
  );
});
