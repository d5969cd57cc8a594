-- The ways of a message from one state to the next: io.posthorn.storage.memory, Entry and
-- MemoryQueue.
local function nowOf(e)
  return e.wall and wall or now
end

local function leaseExpired(e)
  return e.place == LEASED and now >= e.at
end

local function stateOf(e)
  if e.place == WAITING then
    return (e.ready or nowOf(e) >= e.at) and IS_READY or IS_SCHEDULED
  elseif e.place == LEASED then
    return now >= e.at and IS_READY or IS_LEASED
  end
  return e.place == DEAD and IS_DEAD or IS_CONSUMED
end

-- When it becomes, or became, ready, on the elapsed timeline.
local function readyAt(e)
  if stateOf(e) == IS_READY then
    return min(e.at, now)
  end
  return e.wall and e.at - wall + now or e.at
end

-- When its life ends, on the timeline it waits on; nil = never, not while leased, or finished.
local function expiresAt(e)
  if not e.life or e.place > LEASED then
    return nil
  elseif e.place == WAITING then
    return e.life
  end
  return leaseExpired(e) and e.at + e.life or nil
end

-- Its first visibleAt is `at`: ttl and age count from there.
local function beginLife(e, at)
  e.first = at
  e.life = e.ttl and at + e.ttl or nil
end

-- It repeats: the next run, of the same number, is for `at`, on the wall clock.
local function nextRun(e, at)
  if e.repeats then
    e.runNumber = e.runNumber or 0
    e.runAt = at
  end
end

-- It waits for `at`, on the wall clock, as if it had just been enqueued.
local function startOver(e, at)
  e.place = WAITING
  e.ready, e.wall = false, true
  e.at, e.placeAt = at, at
  e.over = nil
  e.attempt = 0
  beginLife(e, at)
  e.runNumber, e.runAt = nil, nil
  nextRun(e, at)
  touch(e)
end

local function firstOnWall(e)
  return e.wall and e.first or e.first - now + wall
end

local function changeTimeline(e, onWall)
  if e.wall ~= onWall then
    local shift = onWall and wall - now or now - wall
    e.at = e.at + shift
    e.first = e.first + shift
    e.life = e.life and e.life + shift
    e.wall = onWall
  end
end

local function lease(e, till)
  changeTimeline(e, false)
  e.life = e.life and e.life - now
  e.place = LEASED
  e.ready = false
  e.at = till
  e.leasedAt = now
  e.attempt = e.attempt + 1
  e.deliveries = e.deliveries + 1
  touch(e)
end

-- Ends the lease, now or when it expired; the rest of its life goes on from there.
local function endLease(e)
  e.life = e.life and min(now, e.at) + e.life
  e.place = WAITING
  touch(e)
end

-- Keeps how this attempt ended: {number, begun, milliseconds, outcome, what Java adds, its weight}.
-- Of earlier ones no more than a script can read of many messages.
local MOST_HISTORY = 16384
local function record(e, endedAt, outcome, report, weight)
  local attempts = e.attempts or {}
  local n = #attempts + 1
  attempts[n] =
    {e.attempt, e.leasedAt, endedAt - e.leasedAt, outcome, report or false, weight or 0}
  local kept = min(n, q.history)
  local bytes = 0
  for i = n, n - kept + 1, -1 do
    bytes = bytes + attempts[i][6]
    if i < n and bytes > MOST_HISTORY then
      kept = n - i
      break
    end
  end
  for _ = kept + 1, n do
    table.remove(attempts, 1)
  end
  e.attempts = #attempts > 0 and attempts or nil
  touch(e)
end

local function finish(e, place)
  letGo(e)
  e.place = place
  e.finishedAt = now
  touch(e)
end

-- Counts what heard() tells, by its place there.
local function tally(i)
  q.counts[i] = q.counts[i] + 1
end

local function drop(e)
  if unfinished(e) then
    letGo(e)
    tally(6)
  elseif e.place == DEAD then
    tally(7)
  end
  e.gone = true
  touch(e)
end

local function handedOut(e)
  if q.ring then
    q.ring = ringAfterGet(q.ring, sequenceOf(e.id))
  end
end

local function isNone(retention)
  return retention[1] == 0
end

local function consume(e)
  finish(e, CONSUMED)
  local readable
  if q.ring then
    readable = ringPosition(q.ring, sequenceOf(e.id)) > 0
  else
    readable = not isNone(q.consumed)
  end
  if readable then
    q.kept = (q.kept or 0) + 1
  else
    e.gone = true
  end
end

local function bury(e, reason)
  finish(e, DEAD)
  e.reason = reason
  free(e)
  q.state[DIED] = q.state[DIED] + 1
  tally(({attempts = 1, age = 2, expired = 3})[reason] or 4)
end

-- Ends an expired lease, so that its receipt is stale; a message that merely waits is left alone.
local function takeOver(e)
  if not leaseExpired(e) then
    return
  end
  record(e, e.at, 'expired')
  if e.over then
    startOver(e, e.over)
    visible(readyAt(e))
  else
    endLease(e)
  end
end

local function exhausted(retry, attempt, age)
  return retry[1] > 0 and attempt >= retry[1] or retry[2] > 0 and age >= retry[2]
end

-- Why a message that was tried may not be tried again; nil = it may.
local function spent(e)
  if e.repeats then
    return nil
  end
  local retry = e.retry or q.retry
  if not exhausted(retry, e.attempt, now - e.first) then
    return nil
  end
  return exhausted(retry, e.attempt, 0) and 'attempts' or 'age'
end

local function endReason(e)
  if e.over then
    return nil
  end
  local reason = leaseExpired(e) and spent(e) or nil
  if reason then
    return reason
  end
  local ends = expiresAt(e)
  return ends and nowOf(e) >= ends and 'expired' or nil
end

-- Makes a waiting message DEAD when its tries, its age or its life are over.
local function buryIfOver(e)
  local reason = endReason(e)
  if not reason then
    return false
  end
  takeOver(e)
  bury(e, reason)
  return true
end

-- A DEAD message begins anew; false when its key is taken.
local function redrive(e)
  if e.key and holder(e.key) then
    return false
  end
  tally(5)
  e.place = WAITING
  e.wall, e.ready = false, false
  e.at = now
  beginLife(e, now)
  e.attempt = 0
  e.finishedAt, e.reason = nil, nil
  hold(e)
  touch(e)
  visible(now)
  return true
end
