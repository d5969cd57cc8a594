-- Ends or extends leases: io.posthorn.storage.memory.Settling. A[3]: settlements, each {incarnation,
-- sequence, deliveries, outcome, delay, lease, reason, jitter, number of the next run, its instant,
-- report, the report's weight}, or the first four of an ACK without a report. Answers {now, {{status,
-- until, since when it was due that is done} of each}, heard}.
local ACK, RETRY, RELEASE, EXTEND, DEAD_LETTER, REPEAT = 0, 1, 2, 3, 4, 5
local LABELS = {[0] = 'ack', 'retry', 'release', 'extend', 'deadLetter', 'repeat'}
local SETTLED, DIED_, STALE = 0, 1, 2

local function recorded(e, s)
  record(e, now, LABELS[s[4]], s[11], s[12])
end

local function again(e, delay)
  e.at = now + delay
  touch(e)
  visible(e.at)
  return {SETTLED, e.at, false}
end

local function waitOnWall(e, at)
  startOver(e, at)
  visible(readyAt(e))
  return {SETTLED, at, false}
end

local function pause(e, jitter)
  local policy = e.retry or q.retry
  local bound = policy[3] * math.pow(policy[5], max(0, e.attempt - 1))
  local capped = min(bound, policy[4])
  return floor((policy[6] and capped * (1 - jitter) or capped) + 0.5)
end

local verbs = {
  [ACK] = function(e, s)
    recorded(e, s)
    endLease(e)
    consume(e)
    q.state[ACKED] = q.state[ACKED] + 1
    return {SETTLED, false, e.first}
  end,
  [RETRY] = function(e, s)
    recorded(e, s)
    endLease(e)
    local reason = spent(e)
    if reason then
      bury(e, reason)
      return {DIED_, false, false}
    end
    return again(e, s[5] or pause(e, s[8]))
  end,
  [RELEASE] = function(e, s)
    endLease(e)
    tokenGivenBack()
    e.attempt = e.attempt - 1
    return again(e, s[5] or 0)
  end,
  [EXTEND] = function(e, s)
    e.at = now + (s[6] or q.lease)
    touch(e)
    visible(e.at)
    return {SETTLED, e.at, false}
  end,
  [DEAD_LETTER] = function(e, s)
    recorded(e, s)
    endLease(e)
    bury(e, s[7] or 'rejected')
    return {DIED_, false, false}
  end,
  [REPEAT] = function(e, s)
    recorded(e, s)
    local result = waitOnWall(e, s[10])
    if e.repeats then
      e.runNumber, e.runAt = s[9], e.at
    end
    return result
  end}

-- Whatever is asked for, the message was amended to wait for another instant.
local function startOverInstead(e, s)
  if s[4] == RELEASE then
    tokenGivenBack()
  else
    recorded(e, s)
    if s[4] == ACK then
      q.state[ACKED] = q.state[ACKED] + 1
    end
  end
  return waitOnWall(e, e.over)
end

local results = {}
local there = open(1)
if there then
  local ids = {}
  for i = 1, #A[3] do
    if A[3][i][1] == q.state[INCARNATION] then
      ids[#ids + 1] = idOf(A[3][i][2])
    end
  end
  load(ids)
end
for i = 1, #A[3] do
  local s = A[3][i]
  local e = there and s[1] == q.state[INCARNATION] and find(idOf(s[2]))
  if not e or e.place ~= LEASED or e.deliveries ~= s[3] then
    results[i] = {STALE, false, false}
  elseif e.over and s[4] ~= EXTEND then
    results[i] = startOverInstead(e, s)
  else
    results[i] = verbs[s[4]](e, s)
  end
end
if there then
  trim()
end
return finished(there, {now, results})
