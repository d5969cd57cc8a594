-- Stores messages. A[3]: whether one refused message refuses the others of its queue (1), of all
-- queues (2) or none (0); A[4]: whether to judge only; A[5]: for each queue of KEYS its messages:
-- {delay, visibleAt, ttl, key, deduplication id, fingerprint of the body, size, weight, whether it
-- repeats, retry policy, whether it is a task, whether it has a url}, whose contents are ARGV[2]
-- and so on. Answers {now, {for each queue: {{result of each message}, heard} or false}}; a result
-- is {status, sequence, position, visibleAt, whether that sequence is of this very enqueue}.
local ENQUEUED_, DUPLICATE, MISMATCH, REMEMBERS_TOO_MANY, FULL, CONFLICT, WRONG_MODE =
  0, 1, 2, 3, 4, 5, 7
local MOST_REMEMBERED = 1000000
local MOST_STRANDED = 1000

local content = 1

local function forgotten(first)
  return now - first.at >= q.window
end

local function judge(m, plan)
  content = content + 1
  if q.push and not (q.hasUrl or m[12]) or not q.push and m[11] then
    return {WRONG_MODE, false, 0, false, false}
  end
  local dedup = m[5]
  if dedup then
    local first = firstOf(dedup)
    if first and (plan.fresh[first.id] or not forgotten(first)) then
      if first.print == m[6] then
        return {DUPLICATE, sequenceOf(first.id), 0, false, plan.fresh[first.id] or false}
      end
      return {MISMATCH, false, 0, false, false}
    end
    if not plan.remembered then
      plan.remembered = call('HLEN', key(DEDUPLICATION))
    end
    if plan.remembered >= MOST_REMEMBERED then
      return {REMEMBERS_TOO_MANY, false, 0, false, false}
    end
  end
  if m[4] then
    local id = holder(m[4])
    if id then
      return {CONFLICT, sequenceOf(id), 0, false, plan.fresh[id] or false}
    end
  end
  if q.ring then
    if ringFull(q.ring) and plan.unfinished() == 0 then
      -- Everything unread was purged, cancelled or died: no get would ever make room again.
      q.ring = ringAfterGet(q.ring, q.state[LAST_SEQUENCE])
    end
    if ringFull(q.ring) then
      return {FULL, false, 0, false, false}
    end
    local inTheWay = ringOverwrites(q.ring)
    inTheWay = inTheWay > 0 and find(idOf(inTheWay))
    if inTheWay and unfinished(inTheWay) then
      return {FULL, false, 0, false, false}
    end
  elseif plan.unfinished() >= q.capacity then
    return {FULL, false, 0, false, false}
  end
  local state = q.state
  state[LAST_SEQUENCE] = state[LAST_SEQUENCE] + 1
  if q.ring then
    plan.overwritten[#plan.overwritten + 1] = ringOverwrites(q.ring)
    local stranded = ringStrands(q.ring)
    if stranded > 0 then
      local from = q.ring[6] + q.ring[2] + 1
      state[STRANDED] = {from, from + stranded - 1}
    end
    q.ring = ringAfterPut(q.ring)
  end
  local e = {
    id = idOf(state[LAST_SEQUENCE]), place = WAITING, ready = false, wall = false,
    repeats = m[9], ttl = m[3] or q.ttl or nil, attempt = 0, deliveries = 0, leasedAt = 0,
    enqueuedAt = now, key = m[4] or nil, dedup = dedup or nil, size = m[7], weight = m[8],
    retry = m[10] or nil, content = ARGV[content]}
  if e.repeats then
    e.ttl = nil
  end
  if m[2] then
    e.wall, e.at = true, m[2]
  elseif m[1] and m[1] > 0 then
    e.at = now + m[1]
  else
    state[LAST_IMMEDIATE] = max(state[LAST_IMMEDIATE], now)
    e.ready, e.at = true, state[LAST_IMMEDIATE]
  end
  e.placeAt = e.at
  beginLife(e, e.at)
  nextRun(e, firstOnWall(e))
  plan.accepted[#plan.accepted + 1] = e
  plan.fresh[e.id] = true
  hold(e)
  if dedup then
    q.dedup[dedup] = {id = e.id, at = now, print = m[6]}
    q.dedupChanged = true
    plan.remembered = plan.remembered + 1
  end
  return {ENQUEUED_, state[LAST_SEQUENCE], q.ring and q.ring[2] or 0, e.at, true}
end

local function newPlan()
  local plan = {accepted = {}, fresh = {}, overwritten = {}, results = {}, refused = false}
  local stored
  plan.unfinished = function()
    if not stored then
      stored = 0
      for _, kind in ipairs(LANES) do
        stored = stored + call('ZCARD', key(kind))
      end
    end
    return stored + #plan.accepted
  end
  return plan
end

local function dropConsumed(sequence)
  local e = sequence > 0 and find(idOf(sequence))
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
  q.state[ENQUEUED] = q.state[ENQUEUED] + #plan.accepted
  for i = 1, #plan.overwritten do
    dropConsumed(plan.overwritten[i])
  end
  dropStranded()
  flush()
end

local contexts, answers = {}, {}
local refusedAny = false
for i = 1, #A[5] do
  local messages = A[5][i]
  if open(i) then
    local plan = newPlan()
    for j = 1, #messages do
      local result = judge(messages[j], plan)
      plan.results[j] = result
      plan.refused = plan.refused or result[1] > DUPLICATE
    end
    refusedAny = refusedAny or plan.refused
    contexts[i] = {q, plan}
  else
    content = content + #messages
    refusedAny = true
    contexts[i] = false
  end
end
for i = 1, #contexts do
  local context = contexts[i]
  answers[i] = false
  if context then
    local plan = context[2]
    q = context[1]
    local spoiled = A[3] == 1 and plan.refused or A[3] == 2 and refusedAny
    if not A[4] and not spoiled and (#plan.accepted > 0 or q.ring ~= q.state[RING]) then
      store(plan)
    end
    answers[i] = {plan.results, q.state[INCARNATION], spoiled, heard()}
  end
end
return {pack({now, answers})}
