-- What producers call messages: keys, and deduplication ids. Changes are kept in q.keys and q.dedup,
-- where false stands for nothing, until flushNames() writes them.
-- The unfinished message that holds a producer's key; false = none.
local function holder(name)
  local id = q.keys[name]
  if id == nil then
    id = call('HGET', key(PRODUCER_KEYS), name)
    q.keys[name] = id
  end
  return id
end

local function hold(e)
  if e.key then
    q.keys[e.key] = e.id
    q.keysChanged = true
  end
end

local function letGo(e)
  if e.key then
    q.keys[e.key] = false
    q.keysChanged = true
  end
end

-- The first message of a deduplication id, forgotten or not: {id, at, print}; false = none.
local function firstOf(name)
  local first = q.dedup[name]
  if first == nil then
    local bytes = call('HGET', key(DEDUPLICATION), name)
    first = false
    if bytes then
      local id, at, fingerprint = unpackAll(bytes)
      first = {id = id, at = at, print = fingerprint}
    end
    q.dedup[name] = first
  end
  return first
end

-- Lets its deduplication id be used again.
local function free(e)
  if e.dedup then
    local first = firstOf(e.dedup)
    if first and first.id == e.id then
      q.dedup[e.dedup] = false
      q.dedupChanged = true
    end
  end
end

-- Calls add for each name that stands for something; the others.
local function eachName(names, add)
  local free = {}
  for name, value in pairs(names) do
    if value then
      add(name, value)
    else
      free[#free + 1] = name
    end
  end
  return free
end

local function flushNames()
  if q.keysChanged then
    local held = {}
    local free = eachName(q.keys, function(name, id)
      held[#held + 1] = name
      held[#held + 1] = id
    end)
    many('HDEL', key(PRODUCER_KEYS), free)
    many('HSET', key(PRODUCER_KEYS), held)
    q.keysChanged = false
  end
  if q.dedupChanged then
    local remembered, times = {}, {}
    local free = eachName(q.dedup, function(name, first)
      remembered[#remembered + 1] = name
      remembered[#remembered + 1] = pack(first.id, first.at, first.print)
      times[#times + 1] = first.at
      times[#times + 1] = name
    end)
    many('HDEL', key(DEDUPLICATION), free)
    many('ZREM', key(DEDUPLICATION_TIMES), free)
    many('HSET', key(DEDUPLICATION), remembered)
    many('ZADD', key(DEDUPLICATION_TIMES), times)
    q.dedupChanged = false
  end
end

-- Forgets deduplication ids whose window is over, at most so many; whether there were as many.
local function forgetOld(most)
  local names = call('ZRANGEBYSCORE', key(DEDUPLICATION_TIMES), '-inf', now - q.window, 'LIMIT', 0,
    most)
  many('ZREM', key(DEDUPLICATION_TIMES), names)
  many('HDEL', key(DEDUPLICATION), names)
  return #names == most
end
