// Keeps what is shown fresh: asks again at an interval, slower when the server does not answer, not at all while nobody looks.
import { useCallback, useEffect, useRef, useState } from './hooks.js';
import { ApiError } from './api.js';

const LEAST = 1000;
const MOST = 30_000;
const listeners = new Set();
let state = 'live';

/** How the last refresh went: `live` or `lost`. */
export function useConnection() {
  const [now, set] = useState(state);
  useEffect(() => {
    listeners.add(set);
    return () => listeners.delete(set);
  }, []);
  return now;
}

function tell(next) {
  if (next !== state) {
    state = next;
    listeners.forEach((listener) => listener(next));
  }
}

/**
 * What `load(signal)` answers, loaded again every `interval` milliseconds (0 = once) and whenever `inputs` change.
 * `refresh` loads it now. Data of the inputs before stays until there is other, but is never shown with an error of these.
 */
export function useLive(load, inputs, interval = 2000) {
  const [shown, show] = useState({ data: null, error: null });
  const loader = useRef(load);
  const now = useRef(() => {});
  loader.current = load;
  useEffect(() => {
    let ended = false;
    let timer = 0;
    let failures = 0;
    let controller = null;
    let loaded = false;
    const plan = () => {
      if (!ended && interval > 0 && !document.hidden) {
        const pause = Math.min(MOST, Math.max(LEAST, interval) * 2 ** Math.min(failures, 5));
        clearTimeout(timer);
        timer = setTimeout(run, pause);
      }
    };
    const run = async () => {
      clearTimeout(timer);
      controller?.abort();
      const mine = new AbortController();
      controller = mine;
      try {
        const data = await loader.current(mine.signal);
        if (!ended && controller === mine) {
          failures = 0;
          loaded = true;
          tell('live');
          show({ data, error: null });
        }
      } catch (error) {
        if (ended || controller !== mine || error.name === 'AbortError') {
          return;
        }
        failures++;
        tell(error instanceof ApiError ? 'live' : 'lost');
        // What was there stays readable while the server is away; what is gone does not.
        show((before) => ({ data: loaded && error.status !== 404 ? before.data : null, error }));
      }
      plan();
    };
    const seen = () => (document.hidden ? clearTimeout(timer) : run());
    now.current = run;
    document.addEventListener('visibilitychange', seen);
    run();
    return () => {
      ended = true;
      clearTimeout(timer);
      controller?.abort();
      document.removeEventListener('visibilitychange', seen);
    };
  }, [...inputs, interval]);
  const refresh = useCallback(() => now.current(), []);
  return { ...shown, refresh };
}
