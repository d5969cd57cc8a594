// What the server sees over time: everything at a glance, a queue's last hour, and a summary each second.
import { useEffect, useState } from './hooks.js';
import { get, queuePath, stream } from './api.js';
import { millis } from './format.js';
import { useLive } from './live.js';
import { seesAll } from './session.js';

const REST = 15_000;

/** The overview; null for a key that is not for all queues. */
export function useOverview(interval = 5000) {
  return useLive((signal) => (seesAll() ? get('/v1/overview', signal) : null), [], interval).data;
}

/** A queue's last hour as `{times, enqueued, ...}`, or null. */
export function useHistory(name) {
  const { data } = useLive((signal) => get(queuePath(name, '/history'), signal), [name], 10_000);
  return data === null ? null : columns(data);
}

/** A history with an instant for each point, messages counted by the second. */
export function columns(history) {
  const interval = millis(history.interval);
  const end = new Date(history.end).getTime();
  const last = history.depth.length - 1;
  const perSecond = (values) => values.map((n) => n / (interval / 1000));
  return {
    times: history.depth.map((_, i) => end - (last - i) * interval),
    enqueued: perSecond(history.enqueued),
    consumed: perSecond(history.consumed),
    dead: perSecond(history.dead),
    depth: history.depth,
    p50: history.p50,
    p99: history.p99,
  };
}

/**
 * The last summary the server sent, one a second while somebody looks at the page; null before the first, and for a key that is not for all
 * queues. Where the stream is refused or ends it is tried again after a rest.
 */
export function useSummary() {
  const [summary, show] = useState(null);
  useEffect(() => {
    if (!seesAll()) {
      return undefined;
    }
    let ended = false;
    let timer = 0;
    let controller = null;
    const follow = async () => {
      clearTimeout(timer);
      controller?.abort();
      if (ended || document.hidden) {
        return;
      }
      const mine = new AbortController();
      controller = mine;
      try {
        await stream('/v1/events', (data) => show(data), mine.signal);
      } catch {
        // The pages ask by themselves meanwhile, and say what is wrong.
      }
      if (!ended && controller === mine) {
        show(null);
        timer = setTimeout(follow, REST);
      }
    };
    document.addEventListener('visibilitychange', follow);
    follow();
    return () => {
      ended = true;
      clearTimeout(timer);
      controller?.abort();
      document.removeEventListener('visibilitychange', follow);
    };
  }, []);
  return summary;
}
