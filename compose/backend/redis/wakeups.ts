import { Redis } from 'ioredis';

import { CONNECTION_OPTIONS, keepProbed } from './link.ts';

/** Carries the user id whose events or tokens changed. The log, not this channel, holds what changed. */
export const WAKE_CHANNEL = 'wake';

/** What happens on a wake-up. */
export interface WakeListener {
  readonly onUser: (userId: string) => void;
  /** The subscription is new: anything may have happened before it. */
  readonly onSubscribed: () => void;
}

/** Listens on a connection of its own; returns what closes it. */
export function listenForWakeups(url: string, { onUser, onSubscribed }: WakeListener): () => void {
  const redis = new Redis(url, CONNECTION_OPTIONS);
  const stopProbing = keepProbed(redis);
  redis.on('message', (_channel, userId) => onUser(userId));
  redis.on('ready', () => {
    redis.subscribe(WAKE_CHANNEL).then(onSubscribed, () => redis.disconnect(true));
  });
  return () => {
    stopProbing();
    redis.disconnect();
  };
}
