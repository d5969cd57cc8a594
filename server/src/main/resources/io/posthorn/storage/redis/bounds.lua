-- How many messages a queue may hand out: io.posthorn.message.TokenBucket and HandOutBounds. A
-- bucket is {credit, at}, a limit {permits, per, burst}. Lua's numbers are exact up to 2^53: the
-- credit of bursts and periods near their bounds is off by a few parts of a token.
local function bucketFull(limit)
  return {limit[3] * limit[2], now}
end

local function creditAt(bucket, limit)
  local most = limit[3] * limit[2]
  local missing = most - bucket[1]
  local passed = max(0, now - bucket[2])
  return passed > floor(missing / limit[1]) and most or bucket[1] + passed * limit[1]
end

local function bucketChanged(bucket, from, to)
  if not to then
    return false
  elseif not bucket or not from then
    return bucketFull(to)
  end
  local credit = creditAt(bucket, from)
  local whole, part = floor(credit / from[2]), credit % from[2]
  return {min(whole * to[2] + floor(part * to[2] / from[2]), to[3] * to[2]), now}
end

local function bounded()
  return q.maxConcurrency > 0 or q.rate
end

local function bucket()
  return q.rate and q.state[BUCKET]
end

local function unexpiredLeases()
  return call('ZCOUNT', key(LEASES), string.format('(%.0f', now), '+inf')
end

-- Most messages that may be handed out now.
local function freeNow()
  local leases = math.huge
  if q.maxConcurrency > 0 then
    leases = max(0, q.maxConcurrency - unexpiredLeases())
  end
  if bucket() then
    return min(leases, floor(creditAt(bucket(), q.rate) / q.rate[2]))
  end
  return leases
end

local function tokensTaken(count)
  if bucket() then
    q.state[BUCKET] = {creditAt(bucket(), q.rate) - count * q.rate[2], now}
  end
end

local function tokenGivenBack()
  if bucket() then
    local credit = creditAt(bucket(), q.rate) + q.rate[2]
    q.state[BUCKET] = {min(credit, q.rate[3] * q.rate[2]), now}
  end
end

-- What kept others from being handed out may be gone.
local function hearIfBounded()
  if bounded() then
    visible(now)
  end
end

-- The end of a verb that changes messages of a queue that may be there: writes, and answers `reply`.
local function finished(there, reply)
  if there then
    if #q.touched > 0 then
      flush()
    end
    hearIfBounded()
  end
  reply[#reply + 1] = there and heard()
  return {pack(reply)}
end
