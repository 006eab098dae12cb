/**
 * All links of a cluster in one process of its own, so that what it holds back and lets through is never late because the
 * harness is busy. Nothing but Node: it runs in whatever image has one.
 */
import { serveControl } from './control-server.ts';
import type { LinkProgramPlan } from './link-end.ts';
import { type Link, openLink } from './link.ts';
import { openTarget } from './target.ts';

const [, , plan = ''] = process.argv;
const { control, ends }: LinkProgramPlan = JSON.parse(plan);
const links = new Map<string, Link>();
for (const { name, listen, to } of ends) links.set(name, await openLink(listen, openTarget(to)));
// Last: whoever gets an answer knows that all links are open.
await serveControl(control, links);
