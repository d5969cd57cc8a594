-- The order of handing out.
-- Merges lists of {id, score, id, score...}, each in order of (score, id); the first n ids.
local function merged(lists, n)
  local at, ids = {}, {}
  local scores = {}
  for i = 1, #lists do
    at[i] = 1
    scores[i] = lists[i][2] and tonumber(lists[i][2])
  end
  while #ids < n do
    local best
    for i = 1, #lists do
      if scores[i] and (not best or scores[i] < scores[best]
          or scores[i] == scores[best] and lists[i][at[i]] < lists[best][at[best]]) then
        best = i
      end
    end
    if not best then
      break
    end
    ids[#ids + 1] = lists[best][at[best]]
    at[best] = at[best] + 2
    local following = lists[best][at[best] + 1]
    scores[best] = following and tonumber(following) or nil
  end
  return ids
end

-- The first n messages that are READY, in order; whatever bounds there are.
local function firstReady(n)
  local lists = {}
  for i = 1, #LANES do
    local kind = LANES[i]
    if kind == READY then
      lists[i] = call('ZRANGE', key(READY), 0, n - 1, 'WITHSCORES')
    else
      lists[i] = call('ZRANGEBYSCORE', key(kind), '-inf', kind == SCHEDULED and wall or now,
        'WITHSCORES', 'LIMIT', 0, n)
    end
  end
  lists[#lists + 1] = bundles.heads(n)
  return merged(lists, n)
end

-- The first n messages of an ordered queue by their places, whatever they wait on.
local function firstPlaces(n)
  local lists = {}
  for i, kind in ipairs({READY, DELAYED, SCHEDULED, PLACES}) do
    lists[i] = call('ZRANGE', key(kind), 0, n - 1, 'WITHSCORES')
  end
  lists[#lists + 1] = bundles.heads(n)
  return merged(lists, n)
end

-- Most messages that one walk looks at.
local LOOKS = 1000

local function inOrder(n)
  if q.ordered then
    local ids = firstPlaces(n)
    if #ids > 0 then
      return ids
    end
  end
  return firstReady(n)
end

-- The messages to hand out now. Those that the walk finds at their end become DEAD. An amended
-- one whose lease expired starts over, and so does the walk. One call of it that meets very many
-- of either finds less than there is; then something is ready still, and the caller comes again.
-- Answers, too, whether it was the bytes that ended the walk.
local function meet(limit, maxBytes)
  local looked, found = 0, {}
  while limit > 0 and looked < LOOKS do
    local n = min(limit + 8, LOOKS)
    local ids = inOrder(n)
    load(ids)
    local over, amended, ended, full = {}, nil, #ids < n, false
    local bytes = 0
    found = {}
    for i = 1, #ids do
      local e = q.entries[ids[i]]
      if #found == limit then
        ended = true
        break
      end
      if not e then
        error('a message that waits has no record: ' .. ids[i])
      end
      if stateOf(e) ~= IS_READY then
        if q.ordered then
          ended = true
          break
        end
      elseif e.over then
        amended = e
        break
      elseif endReason(e) then
        over[#over + 1] = e
      else
        bytes = bytes + e.weight
        if #found > 0 and bytes > maxBytes then
          ended, full = true, true
          break
        end
        found[#found + 1] = e
      end
    end
    looked = looked + #ids
    if amended then
      -- What this walk met behind the amended one's new place, the next one may not meet.
      takeOver(amended)
      flush()
      found = {}
    else
      for i = 1, #over do
        buryIfOver(over[i])
      end
      if ended then
        return found, full
      end
      flush()
    end
  end
  return found, false
end

-- Deals the messages to hand out to requests {limit, maxBytes}, to one after the other: at most
-- `free` messages and, where there is more than one request, about `most` bytes. deal calls hand
-- with each message and the number of its request. Answers how many each request got; those behind
-- the end of that list were not come to for lack of bytes.
local function deal(requests, free, most, hand)
  local limit, bytes = 0, 0
  for i = 1, #requests do
    limit = limit + requests[i][1]
    bytes = bytes + requests[i][2]
  end
  local found, full = {}, false
  if limit > 0 then
    found, full = meet(min(limit, free), max(requests[1][2], min(bytes, most)))
    loadRecords(found)
  end
  local counts, following = {}, 1
  for i = 1, #requests do
    if full and following > #found then
      break
    end
    local count, weight = 0, 0
    while found[following] and count < requests[i][1] do
      local e = found[following]
      weight = weight + e.weight
      if count > 0 and weight > requests[i][2] then
        break
      end
      hand(e, i)
      count, following = count + 1, following + 1
    end
    counts[i] = count
  end
  return counts
end

-- When the first message becomes, or became, ready; nil = none waits.
local function firstReadyAt()
  if q.ordered then
    local ids = inOrder(1)
    return #ids > 0 and readyAt(find(ids[1])) or nil
  end
  if bundles.count() > 0 then
    return now
  end
  local first
  for i = 1, #LANES do
    local kind = LANES[i]
    local head = call('ZRANGE', key(kind), 0, 0, 'WITHSCORES')
    if #head > 0 then
      if kind == READY then
        return now
      end
      local at = tonumber(head[2])
      if kind == SCHEDULED then
        at = at - wall + now
      end
      if at <= now then
        return now
      end
      first = first and min(first, at) or at
    end
  end
  return first
end

local function nextByBounds()
  local first = firstReadyAt()
  if not first then
    return false
  end
  if q.maxConcurrency > 0 and unexpiredLeases() >= q.maxConcurrency then
    local ends = call('ZRANGEBYSCORE', key(LEASES), string.format('(%.0f', now), '+inf',
      'WITHSCORES', 'LIMIT', 0, 1)
    first = max(first, tonumber(ends[2]))
  end
  if bucket() then
    local missing = q.rate[2] - creditAt(bucket(), q.rate)
    if missing > 0 then
      first = max(first, now + floor((missing + q.rate[1] - 1) / q.rate[1]))
    end
  end
  return first
end

-- When the next message may be handed out; false = none waits. To be asked after flush().
local function nextAt()
  local at = nextByBounds()
  q.drained = not at or at > now
  return at
end
