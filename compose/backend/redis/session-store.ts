import { z } from 'zod';

import type { SessionStore } from '../parts.ts';
import { type RedisLink, defineScript } from './link.ts';

/** The record is JSON with its fields in a fixed order: Lua reads the head and never has to parse the state. */
const HEAD = `'^{"version":(%d+),"owner":"([^"]*)",'`;

const WRITE = defineScript(`
local raw = redis.call('GET', KEYS[1])
local version, owner = 0, ARGV[1]
if raw then
  version, owner = string.match(raw, ${HEAD})
  version = tonumber(version)
end
if owner ~= ARGV[1] then return { 'foreign', 0 } end
if ARGV[3] ~= '' and tonumber(ARGV[3]) ~= version then return { 'conflict', version } end
version = version + 1
local head = string.format('{"version":%d,"owner":"%s",', version, owner)
redis.call('SET', KEYS[1], head .. '"state":' .. ARGV[2] .. '}', 'PX', ARGV[4])
return { 'written', version }
`);

const READ = defineScript(`
local raw = redis.call('GET', KEYS[1])
if not raw then return false end
local _, owner = string.match(raw, ${HEAD})
if owner ~= ARGV[1] then return false end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return raw
`);

const written = z.tuple([z.enum(['written', 'conflict', 'foreign']), z.number()]);
const record = z.object({ version: z.number(), state: z.string() });

/** Compare-and-set sessions whose expiry slides on every read and write by their owner. */
export function createSessionStore(
  redis: RedisLink,
  { sessionTtlMs }: { sessionTtlMs: number },
): SessionStore {
  return {
    async read(userId, id) {
      const raw = await redis.run(READ, [sessionKey(id)], [userId, sessionTtlMs]);
      if (typeof raw !== 'string') return undefined;
      const { version, state } = record.parse(JSON.parse(raw));
      return { id, state, version };
    },
    async write({ id, userId, state, ifVersion }) {
      const args = [userId, JSON.stringify(state), ifVersion ?? '', sessionTtlMs];
      const [outcome, version] = written.parse(await redis.run(WRITE, [sessionKey(id)], args));
      return outcome === 'foreign' ? { outcome } : { outcome, version };
    },
  };
}

/** Where a work session is kept. */
export function sessionKey(id: string): string {
  return `session:${id}`;
}
