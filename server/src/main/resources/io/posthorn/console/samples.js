// What this page has seen of queues while it was open: enough for rates and small charts. Bounded in queues and in time.

const MOST_QUEUES = 500;
const MOST_SAMPLES = 720;
const LEAST_GAP = 900;
const FADE = 0.5;
const samples = new Map();

/** Remembers a queue's statistics of now. */
export function note(queue, now = Date.now()) {
  const stats = queue.statistics;
  const sample = {
    at: now,
    depth: stats.ready + stats.leased + stats.scheduled,
    dead: stats.dead,
    in: stats.enqueuedTotal,
    out: stats.takenTotal + stats.ackedTotal,
    died: stats.deadTotal,
  };
  let all = samples.get(queue.name);
  if (!all || all.at(-1).in > sample.in) {
    // A queue made anew counts anew.
    all = [];
    samples.delete(queue.name);
    if (samples.size >= MOST_QUEUES) {
      samples.delete(samples.keys().next().value);
    }
    samples.set(queue.name, all);
  }
  if (all.length > 0 && now - all.at(-1).at < LEAST_GAP) {
    return;
  }
  all.push(sample);
  if (all.length > MOST_SAMPLES) {
    all.shift();
  }
}

export function recent(name) {
  return samples.get(name) ?? [];
}

/** What came and went a second, between each two samples. */
export function speeds(name) {
  const all = recent(name);
  return all.slice(1).map((sample, i) => {
    const seconds = (sample.at - all[i].at) / 1000;
    const per = (of) => Math.max(0, sample[of] - all[i][of]) / seconds;
    return { at: sample.at, in: per('in'), out: per('out'), died: per('died') };
  });
}

/** The same of now, smoothed; null while there is only one sample. */
export function rates(name) {
  const last = speeds(name).slice(-4);
  if (last.length === 0) {
    return null;
  }
  return last.reduce((before, now) => ({
    in: before.in * FADE + now.in * (1 - FADE),
    out: before.out * FADE + now.out * (1 - FADE),
  }));
}
