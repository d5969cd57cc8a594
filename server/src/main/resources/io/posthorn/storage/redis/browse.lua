-- Reads messages in order. A[3]: state or false; A[4]: whether by position; A[5]: from (0 = the
-- first there is); A[6]: descending; A[7]: limit; A[8]: most bytes; A[9]: headers only. Answers
-- {now, views, next or 0, incarnation, ring}. Looks at a bounded number of messages.
local PROBES = 1024
if not open(1) then
  return {pack({now, false})}
end
local state, byPosition, from, descending = A[3], A[4], A[5], A[6]
local step = descending and -1 or 1
local views, entries = {}, {}
local bytes, probed = 0, 0
local continuation = 0

-- Whether to go on behind the message e, whose place in what is browsed is `at`.
local function meets(e, at)
  if not byPosition and state and stateOf(e) ~= state then
    return true
  end
  bytes = bytes + viewWeight(e, A[9])
  if #views == A[7] or #views > 0 and bytes > A[8] then
    continuation = at
    return false
  end
  views[#views + 1] = view(e)
  entries[#entries + 1] = e
  return true
end

-- Whether to go on behind the sequences first to last, in that direction.
local function walk(first, last, placeOf)
  for start = first, last, step * BLOCK do
    local stop = descending and max(last, start - BLOCK + 1) or min(last, start + BLOCK - 1)
    if probed >= PROBES then
      continuation = placeOf(start)
      return false
    end
    local ids = {}
    for sequence = start, stop, step do
      ids[#ids + 1] = idOf(sequence)
    end
    probed = probed + #ids
    load(ids)
    for i = 1, #ids do
      local e = q.entries[ids[i]]
      if e and not meets(e, placeOf(sequenceOf(ids[i]))) then
        return false
      end
    end
  end
  return true
end

local function positions()
  local r = q.ring
  local laps = {}
  local function lap(base, low, high)
    low = max(low, 1)
    if descending then
      high = from > 0 and min(high, from) or high
    else
      low = max(low, from)
    end
    if low <= high then
      laps[#laps + 1] = descending and {base, high, low} or {base, low, high}
    end
  end
  if descending then
    lap(r[6], r[2] + 1, r[7])
    lap(r[4], 1, r[2])
  else
    lap(r[4], 1, r[2])
    lap(r[6], r[2] + 1, r[7])
  end
  for i = 1, #laps do
    local base = laps[i][1]
    local function placeOf(sequence)
      return sequence - base
    end
    if not walk(base + laps[i][2], base + laps[i][3], placeOf) then
      return
    end
  end
end

local function itself(sequence)
  return sequence
end

local function sequences()
  local blocks
  local first = floor(from / BLOCK)
  local most = PROBES / BLOCK + 1
  if descending then
    blocks = call('ZREVRANGEBYSCORE', key(BLOCK_ORDER), from > 0 and first or '+inf', '-inf',
      'LIMIT', 0, most)
  else
    blocks = call('ZRANGEBYSCORE', key(BLOCK_ORDER), first, '+inf', 'LIMIT', 0, most)
  end
  for i = 1, #blocks do
    local low = blocks[i] * BLOCK
    local high = low + BLOCK - 1
    if descending then
      high = from > 0 and min(high, from) or high
      if not walk(high, low, itself) then
        return
      end
    else
      low = max(low, from)
      if not walk(low, high, itself) then
        return
      end
    end
  end
  if #blocks == most then
    continuation = descending and max(0, blocks[most] * BLOCK - 1) or (blocks[most] + 1) * BLOCK
  end
end

if not byPosition then
  sequences()
elseif q.ring then
  positions()
end
return withRecords({now, views, continuation, q.state[INCARNATION], q.ring}, entries, A[9])
