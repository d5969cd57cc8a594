-- Stores messages. A[3]: whether one refused message refuses all, in whatever queue; A[4]: whether to
-- judge only; A[5]: for each queue of KEYS its batches, each {whether one refused message refuses the
-- others of its batch, message...}. A run of plain messages that are alike is four numbers: count,
-- size, weight, kind (1: a task, 3: a task with a url); every other message is {size, weight, kind,
-- delay, visibleAt, ttl, key, deduplication id, fingerprint of the body, whether it repeats, retry
-- policy}. Contents are ARGV[2] and so on. Answers {now, {for each queue: {incarnation, {for each
-- batch: {whether all of it is refused, results}}, heard} or false}}; results are, of each run of
-- messages with the same fate, status, sequence of the first, position, visibleAt, whether that
-- sequence is of this very batch, count.
local ENQUEUED_, DUPLICATE, MISMATCH, REMEMBERS_TOO_MANY, FULL, CONFLICT, WRONG_MODE =
  0, 1, 2, 3, 4, 5, 7
local MOST_REMEMBERED = 1000000
local MOST_STRANDED = 1000
local MOST_FORGOTTEN = 1000

local content = 1

local function forgotten(first)
  return now - first.at >= q.window
end

-- Messages of a queue that wait or are leased, those of the plan included.
local function unfinishedOf(plan)
  if not plan.stored then
    plan.stored = bundles.count()
    for _, kind in ipairs(LANES) do
      plan.stored = plan.stored + call('ZCARD', key(kind))
    end
  end
  return plan.stored + #plan.accepted + plan.born
end

-- Whether the ring has a position for one message more.
local function ringHasRoom(plan)
  if ringFull(q.ring) and unfinishedOf(plan) == 0 then
    -- Everything unread was purged, cancelled or died: no get would ever make room again.
    q.ring = ringAfterGet(q.ring, q.state[LAST_SEQUENCE])
  end
  if ringFull(q.ring) then
    return false
  end
  local inTheWay = ringOverwrites(q.ring)
  inTheWay = inTheWay > 0 and find(idOf(inTheWay))
  return not (inTheWay and unfinished(inTheWay))
end

local function ringPut(plan)
  local overwritten = ringOverwrites(q.ring)
  if overwritten > 0 then
    plan.overwritten[#plan.overwritten + 1] = overwritten
  end
  local stranded = ringStrands(q.ring)
  if stranded > 0 then
    local from = q.ring[6] + q.ring[2] + 1
    q.state[STRANDED] = {from, from + stranded - 1}
  end
  q.ring = ringAfterPut(q.ring)
end

-- Judges what a message that is not plain is called: status and sequence of what refuses it; nil =
-- nothing does.
local function judgeNames(m, plan, batch)
  local dedup = m[8]
  if dedup then
    local first = firstOf(dedup)
    if first and (plan.fresh[first.id] == batch or not forgotten(first)) then
      if first.print == m[9] then
        return DUPLICATE, first.id
      end
      return MISMATCH
    end
    if not plan.remembered then
      plan.remembered = call('HLEN', key(DEDUPLICATION))
    end
    if plan.remembered >= MOST_REMEMBERED then
      return REMEMBERS_TOO_MANY
    end
  end
  local id = m[7] and holder(m[7])
  if id then
    return CONFLICT, id
  end
end

local function newEntry(m, id, text)
  local e = {
    id = id, place = WAITING, ready = false, wall = false,
    repeats = m[10] or false, ttl = m[6] or q.ttl or nil, attempt = 0, deliveries = 0, leasedAt = 0,
    enqueuedAt = now, key = m[7] or nil, dedup = m[8] or nil, size = m[1], weight = m[2],
    retry = m[11] or nil, content = text}
  if e.repeats then
    e.ttl = nil
  end
  if m[5] then
    e.wall, e.at = true, m[5]
  elseif m[4] and m[4] > 0 then
    e.at = now + m[4]
  else
    e.ready, e.at = true, q.state[LAST_IMMEDIATE]
  end
  e.placeAt = e.at
  beginLife(e, e.at)
  nextRun(e, firstOnWall(e))
  return e
end

local function isOfWrongMode(kind)
  return q.push and not (q.hasUrl or kind == 3) or not q.push and kind > 0
end

-- Takes messages into the plan that are stored as they came, without becoming entries: the first's
-- sequence, and visibleAt.
local function give(plan, count, size, weight)
  local state, births = q.state, plan.births
  local sequence, n = state[LAST_SEQUENCE] + 1, #births
  state[LAST_SEQUENCE] = sequence + count - 1
  state[LAST_IMMEDIATE] = max(state[LAST_IMMEDIATE], now)
  births[n + 1], births[n + 2], births[n + 3], births[n + 4], births[n + 5] =
    sequence, count, size, weight, content + 1
  plan.born = plan.born + count
  content = content + count
  return sequence, state[LAST_IMMEDIATE]
end

-- Takes a message into the plan: status, sequence, position, visibleAt, whether that is of its batch.
-- m is false where the message is plain.
local function judge(m, size, weight, kind, plan, batch)
  local text = content + 1
  content = text
  if isOfWrongMode(kind) then
    return WRONG_MODE, false, 0, false, false
  end
  if m then
    local refusal, id = judgeNames(m, plan, batch)
    if refusal then
      local sequence = id and sequenceOf(id) or false
      return refusal, sequence, 0, false, id and plan.fresh[id] == batch or false
    end
  end
  if q.ring then
    if not ringHasRoom(plan) then
      return FULL, false, 0, false, false
    end
    ringPut(plan)
  elseif unfinishedOf(plan) >= q.capacity then
    return FULL, false, 0, false, false
  end
  if not m and not q.ttl then
    content = text - 1
    local sequence, at = give(plan, 1, size, weight)
    return ENQUEUED_, sequence, q.ring and q.ring[2] or 0, at, true
  end
  local state = q.state
  local sequence = state[LAST_SEQUENCE] + 1
  state[LAST_SEQUENCE] = sequence
  if not m or not m[5] and not (m[4] and m[4] > 0) then
    state[LAST_IMMEDIATE] = max(state[LAST_IMMEDIATE], now)
  end
  local e = newEntry(m or {size, weight}, idOf(sequence), ARGV[text])
  plan.accepted[#plan.accepted + 1] = e
  plan.fresh[e.id] = batch
  hold(e)
  if e.dedup then
    e.before = q.dedup[e.dedup]
    q.dedup[e.dedup] = {id = e.id, at = now, print = m[9]}
    q.dedupChanged = true
    plan.remembered = plan.remembered + 1
    plan.named = plan.named + 1
  end
  return ENQUEUED_, sequence, q.ring and q.ring[2] or 0, e.at, true
end

local function mark(plan)
  local s = q.state
  return {s[LAST_SEQUENCE], s[LAST_IMMEDIATE], s[STRANDED], q.ring, #plan.accepted, #plan.births,
    #plan.overwritten, plan.born}
end

local function cut(list, length)
  for i = #list, length + 1, -1 do
    list[i] = nil
  end
end

-- Takes what was accepted since the mark out of the plan again.
local function forget(plan, since)
  local s = q.state
  s[LAST_SEQUENCE], s[LAST_IMMEDIATE], s[STRANDED], q.ring = unpack(since, 1, 4)
  for i = #plan.accepted, since[5] + 1, -1 do
    local e = plan.accepted[i]
    letGo(e)
    if e.dedup then
      q.dedup[e.dedup] = e.before
      plan.remembered = plan.remembered - 1
    end
  end
  cut(plan.accepted, since[5])
  cut(plan.births, since[6])
  cut(plan.overwritten, since[7])
  plan.born = since[8]
end

-- Judges plain messages that are alike, and adds to the results what becomes of them; whether any
-- was refused.
local function judgeRun(plan, number, results, count, size, weight, kind)
  local n = #results
  if not (q.ring or q.ttl or isOfWrongMode(kind)) and unfinishedOf(plan) + count <= q.capacity then
    local sequence, at = give(plan, count, size, weight)
    results[n + 1], results[n + 2], results[n + 3], results[n + 4], results[n + 5], results[n + 6] =
      ENQUEUED_, sequence, 0, at, true, count
    return false
  end
  local refused = false
  for _ = 1, count do
    results[n + 1], results[n + 2], results[n + 3], results[n + 4], results[n + 5] =
      judge(false, size, weight, kind, plan, number)
    results[n + 6] = 1
    refused = refused or results[n + 1] > DUPLICATE
    n = n + 6
  end
  return refused
end

-- Judges a batch; whether any of it was refused.
local function judgeBatch(plan, number, batch)
  local since = batch[1] and mark(plan)
  local results, refused = {}, false
  local i, last = 2, #batch
  while i <= last do
    local m = batch[i]
    if type(m) == 'number' then
      refused = judgeRun(plan, number, results, m, batch[i + 1], batch[i + 2], batch[i + 3]) or refused
      i = i + 4
    else
      local n = #results
      results[n + 1], results[n + 2], results[n + 3], results[n + 4], results[n + 5] =
        judge(m, 0, 0, m[3], plan, number)
      results[n + 6] = 1
      refused = refused or results[n + 1] > DUPLICATE
      i = i + 1
    end
  end
  local spoiled = since and refused
  if spoiled then
    forget(plan, since)
  end
  plan.answers[number] = {spoiled, results}
  return refused
end

-- How many contents a batch has.
local function countOf(batch)
  local count, i = 0, 2
  while i <= #batch do
    local run = type(batch[i]) == 'number'
    count = count + (run and batch[i] or 1)
    i = i + (run and 4 or 1)
  end
  return count
end

local function dropConsumed(sequence)
  local e = find(idOf(sequence))
  if e and e.place == CONSUMED then
    drop(e)
  end
end

-- Positions that a new lap left without a number: any number of them, so a few at a time.
local function dropStranded()
  local stranded = q.state[STRANDED]
  if stranded then
    local to = min(stranded[2], stranded[1] + MOST_STRANDED - 1)
    local ids = {}
    for sequence = stranded[1], to do
      ids[#ids + 1] = idOf(sequence)
    end
    load(ids)
    for sequence = stranded[1], to do
      dropConsumed(sequence)
    end
    q.state[STRANDED] = to < stranded[2] and {to + 1, stranded[2]} or false
  end
end

local function store(plan)
  for i = 1, #plan.accepted do
    local e = plan.accepted[i]
    q.entries[e.id] = e
    touch(e)
    visible(readyAt(e))
  end
  if #plan.births > 0 then
    bear(plan.births, q.state[LAST_IMMEDIATE])
    visible(now)
  end
  q.state[ENQUEUED] = q.state[ENQUEUED] + #plan.accepted + plan.born
  for i = 1, #plan.overwritten do
    dropConsumed(plan.overwritten[i])
  end
  dropStranded()
  flush()
  if plan.named > 0 then
    -- No housekeeping would keep up where many ids are remembered for a short time.
    forgetOld(min(MOST_FORGOTTEN, 2 * plan.named + 16))
  end
end

local plans, answers = {}, {}
local refusedAny = false
for i = 1, #A[5] do
  local batches = A[5][i]
  if open(i) then
    local plan = {queue = q, accepted = {}, births = {}, born = 0, named = 0, overwritten = {},
      fresh = {}, answers = {}}
    plans[i] = plan
    for j = 1, #batches do
      refusedAny = judgeBatch(plan, j, batches[j]) or refusedAny
    end
  else
    plans[i] = false
    refusedAny = true
    for j = 1, #batches do
      content = content + countOf(batches[j])
    end
  end
end
local nothing = A[4] or A[3] and refusedAny
for i = 1, #plans do
  local plan = plans[i]
  answers[i] = false
  if plan then
    q = plan.queue
    if A[3] and refusedAny then
      for j = 1, #plan.answers do
        plan.answers[j][1] = true
      end
    end
    if not nothing and (#plan.accepted + plan.born > 0 or q.ring ~= q.state[RING]) then
      store(plan)
    end
    answers[i] = {q.state[INCARNATION], plan.answers, heard()}
  end
end
return {pack({now, answers})}
