-- A queue in numbers. Answers {now, false} or {now, {ready, scheduled, leased, dead, consumed,
-- oldestReadyAt, nextVisibleAt, totals...}, ring}.
local LOOKED_AT = 1000
if not open(1) then
  return {pack({now, false})}
end
local after = string.format('(%.0f', now)
local afterWall = string.format('(%.0f', wall)

local function first(kind, from)
  local found = call('ZRANGEBYSCORE', key(kind), from, '+inf', 'WITHSCORES', 'LIMIT', 0, 1)
  return found[2] and tonumber(found[2])
end

local function count(kind, from, to)
  return call('ZCOUNT', key(kind), from, to)
end

local ready = call('ZCARD', key(READY)) + bundles.count()
  + count(DELAYED, '-inf', now) + count(PAUSED, '-inf', now) + count(LEASES, '-inf', now)
  + count(SCHEDULED, '-inf', wall)
local scheduled = count(DELAYED, after, '+inf') + count(PAUSED, after, '+inf')
  + count(SCHEDULED, afterWall, '+inf')

local oldest = false
local ids = q.ordered and firstPlaces(LOOKED_AT) or firstReady(1)
load(ids)
for i = 1, #ids do
  local e = find(ids[i])
  if stateOf(e) == IS_READY then
    oldest = e.at
    break
  end
end

local following = false
local function sooner(at)
  if at and (not following or at < following) then
    following = at
  end
end
sooner(first(DELAYED, after))
sooner(first(PAUSED, after))
sooner(first(LEASES, after))
local onWall = first(SCHEDULED, afterWall)
sooner(onWall and onWall - wall + now)

local s = q.state
return {pack({now, {ready, scheduled, count(LEASES, after, '+inf'), call('ZCARD', key(DEATHS)),
  call('ZCARD', key(CONSUMPTIONS)), oldest, following, s[ENQUEUED], s[TAKEN], s[RESERVED], s[ACKED],
  s[DIED]}, q.ring})}
