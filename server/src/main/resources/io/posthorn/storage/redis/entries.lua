-- Messages, and the unit of work: verbs change entries in memory, flush() writes what changed. So
-- nothing is written before everything is judged.
--
-- A message's meta data is what cmsgpack makes of the fields of encode(). Its record in MESSAGES is
-- two bytes with the length of the meta data that it had when it was written, those, then the
-- content, which only Java reads: four bytes with the length of a head (media type, trace, task), the
-- head, the body. A record in STATES replaces that meta data.
local WAITING, LEASED, CONSUMED, DEAD = 0, 1, 2, 3
local IS_READY, IS_SCHEDULED, IS_LEASED, IS_CONSUMED, IS_DEAD = 'R', 'S', 'L', 'C', 'D'

local function encode(e)
  local at = e.at
  return pack(
    e.place, (e.ready and 1 or 0) + (e.wall and 2 or 0) + (e.repeats and 4 or 0), at,
    e.first - at, e.placeAt - at, e.over, e.life, e.ttl, e.attempt, e.deliveries, e.leasedAt,
    e.finishedAt, e.enqueuedAt - at, e.runNumber, e.runAt, e.reason, e.attempts, e.key, e.dedup,
    e.size, e.weight, e.retry)
end

-- What most messages lack is left out, so that their tables stay small.
local function decode(id, bytes)
  local place, flags, at, first, placeAt, over, life, ttl, attempt, deliveries, leasedAt,
    finishedAt, enqueuedAt, runNumber, runAt, reason, attempts, name, dedup, size, weight, retry =
    unpackAll(bytes)
  local e = {
    id = id, place = place, ready = flags % 2 == 1, wall = flags % 4 >= 2, repeats = flags >= 4,
    at = at, first = first + at, placeAt = placeAt + at, attempt = attempt, deliveries = deliveries,
    leasedAt = leasedAt, enqueuedAt = enqueuedAt + at, size = size, weight = weight,
    wasLane = 0, wasScore = 0, wasSize = size, stored = true, touched = false, record = false,
    gone = false}
  if ttl then e.ttl = ttl end
  if life then e.life = life end
  if over then e.over = over end
  if finishedAt then e.finishedAt = finishedAt end
  if runNumber then e.runNumber, e.runAt = runNumber, runAt end
  if reason then e.reason = reason end
  if attempts then e.attempts = attempts end
  if name then e.key = name end
  if dedup then e.dedup = dedup end
  if retry then e.retry = retry end
  return e
end

local function unfinished(e)
  return e.place <= LEASED
end

-- The index that has it, and its score there.
local function laneOf(e)
  if e.place == WAITING then
    if e.ready then
      return READY, e.at
    elseif e.wall then
      return SCHEDULED, e.at
    end
    return e.placeAt == e.at and DELAYED or PAUSED, e.at
  elseif e.place == LEASED then
    return LEASES, e.at
  elseif e.place == DEAD then
    return DEATHS, e.finishedAt
  end
  return CONSUMPTIONS, e.finishedAt
end

-- The index that knows when its life ends, and when that is; nil = it has no end.
local function endOf(e)
  if not e.life or e.over or e.place > LEASED then
    return nil
  end
  if e.place == LEASED then
    return ENDS, e.at + e.life
  end
  return e.wall and WALL_ENDS or ENDS, e.life
end

-- Its score in PLACES; nil = it is not there.
local function apartOf(e)
  if q.ordered and (e.place == LEASED
      or e.place == WAITING and not e.ready and not e.wall and e.placeAt ~= e.at) then
    return e.placeAt
  end
  return nil
end

-- Remembers where the indexes have it.
local function known(e)
  e.wasLane, e.wasScore = laneOf(e)
  if e.life then
    e.wasEnding, e.wasEnd = endOf(e)
  end
  if q.ordered then
    e.wasApart = apartOf(e)
  end
  q.entries[e.id] = e
  return e
end

local function touch(e)
  if not e.touched then
    e.touched = true
    q.touched[#q.touched + 1] = e
  end
end

local function born(id, record)
  local high, low = string.byte(record, 1, 2)
  local e = known(decode(id, string.sub(record, 3, 2 + high * 256 + low)))
  e.record = record
  return e
end

-- As it is in a bundle, and in no index.
local function bornBundled(b, id)
  local e = known(decode(id, string.sub(bundles.before(b), 3)))
  bundles.born(b, e)
  e.wasLane, e.wasScore = nil, nil
end

-- Reads messages that are not known yet, as few bytes of them as is possible.
local function load(ids)
  local missing = {}
  for i = 1, #ids do
    if q.entries[ids[i]] == nil then
      local b = bundles.known(ids[i])
      if b then
        bornBundled(b, ids[i])
      else
        missing[#missing + 1] = ids[i]
      end
    end
  end
  local states = fields(key(STATES), missing)
  local plain = {}
  for i = 1, #missing do
    if states[i] then
      known(decode(missing[i], states[i])).tracked = true
    else
      plain[#plain + 1] = missing[i]
    end
  end
  local records = fields(key(MESSAGES), plain)
  for i = 1, #plain do
    local b = not records[i] and bundles.holding(sequenceOf(plain[i]))
    if records[i] then
      born(plain[i], records[i])
    elseif b then
      bornBundled(b, plain[i])
    else
      q.entries[plain[i]] = false
    end
  end
end

-- The message called id; nil when it is gone.
local function find(id)
  if q.entries[id] == nil then
    load({id})
  end
  local e = q.entries[id]
  return e and not e.gone and e or nil
end

-- Reads the records, contents included, of messages that are known.
local function loadRecords(list)
  local ids = {}
  for i = 1, #list do
    local e = list[i]
    if e.bundle and not e.record then
      e.record = bundles.record(e.bundle, sequenceOf(e.id))
    elseif not e.record then
      ids[#ids + 1] = e.id
    end
  end
  local records = fields(key(MESSAGES), ids)
  local n = 0
  for i = 1, #list do
    if not list[i].record then
      n = n + 1
      list[i].record = records[n]
    end
  end
end

local function contentOf(e)
  if e.content then
    return e.content
  end
  loadRecords({e})
  local high, low = string.byte(e.record, 1, 2)
  return string.sub(e.record, 3 + high * 256 + low)
end

-- The message of an incarnation and a sequence or, without incarnation, the one that holds a
-- producer's key; nil when it is gone.
local function named(incarnation, name)
  if incarnation then
    return incarnation == q.state[INCARNATION] and find(idOf(name)) or nil
  end
  local id = holder(name)
  return id and find(id) or nil
end

-- Counts messages more or fewer in blocks of sequences.
local function countBlocks(changes)
  for block, change in pairs(changes) do
    if change ~= 0 then
      local count = call('HINCRBY', key(BLOCKS), block, change)
      if count == change then
        call('ZADD', key(BLOCK_ORDER), block, block)
      elseif count == 0 then
        call('HDEL', key(BLOCKS), block)
        call('ZREM', key(BLOCK_ORDER), block)
      end
    end
  end
end

-- Writes messages that are ready, have just been born and have nothing of their own but contents,
-- in bundles where there are several: runs {first sequence, count, size, weight, where in ARGV the
-- first content is, first sequence...}, all of `at`.
local function bear(births, at)
  local common = pack(
    WAITING, 1, at, 0, 0, nil, nil, nil, 0, 0, 0, nil, now - at, nil, nil, nil, nil, nil, nil)
  local score = scoreOf(at)
  local records, states, ready, order, blocks = {}, {}, {}, {}, {}
  for i = 1, #births, 5 do
    local sequence, count, content = births[i], births[i + 1], births[i + 4]
    local meta = common .. pack(births[i + 2], births[i + 3], nil)
    local before = struct.pack('>I2', #meta) .. meta
    local j = 0
    while j < count do
      local n = bundles.room(ARGV, content + j, content + count - 1)
      if n > 1 then
        bundles.add(records, order, sequence + j, at, before, ARGV, content + j,
          content + j + n - 1)
      else
        local id = idOf(sequence + j)
        records[#records + 1] = id
        records[#records + 1] = before .. ARGV[content + j]
        ready[#ready + 1] = score
        ready[#ready + 1] = id
        if #ARGV[content + j] > LARGE then
          states[#states + 1] = id
          states[#states + 1] = meta
        end
      end
      j = j + n
    end
    for block = floor(sequence / BLOCK), floor((sequence + count - 1) / BLOCK) do
      local from, to = max(sequence, block * BLOCK), min(sequence + count, (block + 1) * BLOCK)
      blocks[block] = (blocks[block] or 0) + to - from
    end
  end
  many('HSET', key(MESSAGES), records)
  many('HSET', key(STATES), states)
  many('ZADD', key(READY), ready)
  many('ZADD', key(BUNDLES), order)
  countBlocks(blocks)
end

-- Takes the entries' changes into the indexes, and everything to Redis.
local function flush()
  local gone, stateGone, records, states = {}, {}, {}, {}
  local added, removed, blocks, broken, ended, order = {}, {}, {}, {}, {}, {}
  local function add(kind, score, id)
    local list = added[kind]
    if not list then
      list = {}
      added[kind] = list
    end
    local n = #list
    list[n + 1], list[n + 2] = scoreOf(score), id
  end
  local function remove(kind, id)
    local list = removed[kind]
    if not list then
      list = {}
      removed[kind] = list
    end
    list[#list + 1] = id
  end
  local function replace(kind, score, oldKind, oldScore, id)
    if oldKind and oldKind ~= kind then
      remove(oldKind, id)
    end
    if kind and (oldKind ~= kind or oldScore ~= score) then
      add(kind, score, id)
    end
  end
  local state = q.state
  for i = 1, #q.touched do
    local e = q.touched[i]
    local id = e.id
    local lane, score, ending, endsAt, apart
    if not e.gone then
      lane, score = laneOf(e)
      ending, endsAt = endOf(e)
      apart = apartOf(e)
    end
    replace(lane, score, e.wasLane, e.wasScore, id)
    replace(ending, endsAt, e.wasEnding, e.wasEnd, id)
    replace(apart and PLACES, apart, e.wasApart and PLACES, e.wasApart, id)
    if lane ~= e.wasLane then
      if e.wasLane == DEATHS then
        remove(DEAD_SEQUENCES, id)
        state[DEAD_BYTES] = state[DEAD_BYTES] - e.wasSize
      elseif e.wasLane == CONSUMPTIONS then
        remove(CONSUMED_SEQUENCES, id)
        state[CONSUMED_BYTES] = state[CONSUMED_BYTES] - e.wasSize
      end
      if lane == DEATHS then
        add(DEAD_SEQUENCES, sequenceOf(id), id)
        state[DEAD_BYTES] = state[DEAD_BYTES] + e.size
      elseif lane == CONSUMPTIONS then
        add(CONSUMED_SEQUENCES, sequenceOf(id), id)
        state[CONSUMED_BYTES] = state[CONSUMED_BYTES] + e.size
      end
    end
    local sequence = sequenceOf(id)
    local block = floor(sequence / BLOCK)
    local bundled, content = e.bundle, e.content
    if bundled then
      content = not e.gone and contentOf(e)
      broken[bundled] = true
      bundles.leave(e, sequence)
    end
    if e.gone then
      if e.stored then
        if not bundled then
          gone[#gone + 1] = id
        end
        if e.tracked then
          stateGone[#stateGone + 1] = id
        end
        blocks[block] = (blocks[block] or 0) - 1
        e.stored, e.tracked = false, false
      end
      e.wasLane, e.wasEnding, e.wasApart = nil, nil, nil
      q.entries[id] = false
    else
      local meta = encode(e)
      if bundled or not e.stored then
        records[#records + 1] = id
        records[#records + 1] = struct.pack('>I2', #meta) .. meta .. content
        if not e.stored then
          blocks[block] = (blocks[block] or 0) + 1
        end
      elseif content then
        records[#records + 1] = id
        records[#records + 1] = '\0\0' .. content
      end
      if e.stored and not bundled or #content > LARGE then
        states[#states + 1] = id
        states[#states + 1] = meta
        e.tracked = true
      end
      if e.content then
        e.record = nil
      end
      e.wasLane, e.wasScore, e.wasEnding, e.wasEnd, e.wasApart = lane, score, ending, endsAt, apart
      e.wasSize, e.stored, e.content = e.size, true, nil
    end
    e.touched = false
  end
  q.touched = {}
  for b in pairs(broken) do
    ended[#ended + 1] = b.name
    gone[#gone + 1] = b.name
    bundles.dissolve(b, records, order, function(id, record)
      records[#records + 1] = id
      records[#records + 1] = record
      add(READY, b.at, id)
      local e = q.entries[id]
      if e then
        e.bundle, e.wasLane, e.wasScore = nil, READY, b.at
      end
    end)
  end
  many('HDEL', key(MESSAGES), gone)
  many('HDEL', key(STATES), stateGone)
  many('HSET', key(MESSAGES), records)
  many('HSET', key(STATES), states)
  many('ZREM', key(BUNDLES), ended)
  many('ZADD', key(BUNDLES), order)
  for kind, ids in pairs(removed) do
    many('ZREM', key(kind), ids)
  end
  for kind, scored in pairs(added) do
    many('ZADD', key(kind), scored)
  end
  countBlocks(blocks)
  flushNames()
  saveState()
end
