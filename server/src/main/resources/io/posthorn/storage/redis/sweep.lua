-- One slice of work on a whole queue: io.posthorn.storage.memory.Sweeping. A[3]: kind; A[4]: limit;
-- A[5]: reason or false; A[6]: since or false; A[7]: from. Answers {now, count, next, heard}.
local PURGE, PURGE_DEAD, REDRIVE_ALL, EXPIRE, END_LEASES = 0, 1, 2, 3, 4
local SLICE = 1000
local MOST_BLOCKS = 4
local MOST_ALIKE = 20 * SLICE
if not open(1) then
  return {pack({now, 0, 0, false})}
end
local limit = min(A[4], SLICE)
local count, following = 0, 0

-- Drops the unfinished messages of the lowest sequences.
local function purge()
  local from = A[7]
  local blocks = call('ZRANGEBYSCORE', key(BLOCK_ORDER), floor(from / BLOCK), '+inf', 'LIMIT', 0,
    MOST_BLOCKS)
  local ids = {}
  for i = 1, #blocks do
    local low = blocks[i] * BLOCK
    for sequence = max(low, from), low + BLOCK - 1 do
      ids[#ids + 1] = idOf(sequence)
    end
  end
  load(ids)
  for i = 1, #ids do
    local e = find(ids[i])
    if e and unfinished(e) then
      if count == limit then
        following = sequenceOf(ids[i])
        return
      end
      drop(e)
      free(e)
      count = count + 1
    end
  end
  if #blocks == MOST_BLOCKS then
    following = (blocks[#blocks] + 1) * BLOCK
  end
end

-- The dead by sequence, from A[7] on; work answers whether it changed the message.
local function eachDead(work)
  local ids = call('ZRANGEBYSCORE', key(DEAD_SEQUENCES), A[7], '+inf', 'LIMIT', 0, SLICE + 1)
  local beyond = table.remove(ids, SLICE + 1)
  local list = members(ids)
  for i = 1, #list do
    local asked = (not A[5] or A[5] == list[i].reason)
      and (not A[6] or list[i].finishedAt >= A[6])
    if asked then
      if count == limit then
        following = sequenceOf(list[i].id)
        return
      end
      if work(list[i]) then
        count = count + 1
      end
    end
  end
  if beyond then
    following = sequenceOf(beyond)
  end
end

-- Ends unexpired leases. They are in order of their ends, and those ended leave that order, so the
-- next slice begins at the start again.
local function endLeases()
  local ids = call('ZRANGEBYSCORE', key(LEASES), string.format('(%.0f', now), '+inf', 'LIMIT', 0,
    limit + 1)
  local more = table.remove(ids, limit + 1)
  local list = members(ids)
  for i = 1, #list do
    list[i].at = now
    touch(list[i])
    visible(now)
    count = count + 1
  end
  following = more and 1 or 0
end

local function endLives(kind, instant)
  local ids = call('ZRANGEBYSCORE', key(kind), '-inf', instant, 'LIMIT', 0, limit - count)
  local list = members(ids)
  for i = 1, #list do
    if buryIfOver(list[i]) then
      count = count + 1
    end
  end
end

-- Buries what a lease that ran out has spent. Most such messages may be handed out again, so a slice
-- looks at a bounded number and the next one goes on behind them.
local function endSpent()
  local at = q.state[LEASES_LOOKED_AT]
  local from = at and at[1] or '-inf'
  local ids, found, offset = {}, nil, 0
  repeat
    -- Of leases that end at the same instant those before it were looked at.
    found = call('ZRANGEBYSCORE', key(LEASES), from, now, 'WITHSCORES', 'LIMIT', offset, SLICE)
    for i = 1, #found, 2 do
      if not at or tonumber(found[i + 1]) > at[1] or found[i] > at[2] then
        ids[#ids + 1] = found[i]
      end
    end
    offset = offset + SLICE
  until #ids > 0 or #found < 2 * SLICE or offset == MOST_ALIKE
  local list = members(ids)
  for i = 1, #list do
    if count >= limit then
      return
    end
    local was = {list[i].at, list[i].id}
    if buryIfOver(list[i]) then
      count = count + 1
    end
    q.state[LEASES_LOOKED_AT] = was
  end
  if #found < 2 * SLICE or #ids == 0 then
    q.state[LEASES_LOOKED_AT] = false
  end
end

local function retain(retention, order, times, bytes)
  local messages = call('ZCARD', key(order))
  if messages == 0 or count >= limit then
    return
  end
  if retention[1] and messages > retention[1] or retention[3] and bytes > retention[3] then
    count = count + dropFirst(retention, order, messages, bytes, limit - count)
  end
  if retention[2] and count < limit then
    -- Those dropped just now are still in the index.
    local ids = call('ZRANGEBYSCORE', key(times), '-inf', now - retention[2], 'LIMIT', 0, limit)
    load(ids)
    for i = 1, #ids do
      local e = find(ids[i])
      if e and count < limit then
        drop(e)
        count = count + 1
      end
    end
  end
end

local function expire()
  local manyNames = forgetOld(SLICE)
  endLives(ENDS, now)
  if count < limit then
    endLives(WALL_ENDS, wall)
  end
  if count < limit then
    endSpent()
  end
  if count < limit then
    flush()
    retain(q.dead, DEATHS, DEATHS, q.state[DEAD_BYTES])
    retain(q.consumed, CONSUMED_SEQUENCES, CONSUMPTIONS, q.state[CONSUMED_BYTES])
  end
  following = (manyNames or count >= limit or q.state[LEASES_LOOKED_AT]) and 1 or 0
  flush()
end

if A[3] == PURGE then
  purge()
elseif A[3] == PURGE_DEAD then
  A[5], A[6] = false, false
  eachDead(function(e)
    drop(e)
    free(e)
    return true
  end)
elseif A[3] == REDRIVE_ALL then
  eachDead(redrive)
elseif A[3] == EXPIRE then
  expire()
else
  endLeases()
end
return finished(true, {now, count, following})
