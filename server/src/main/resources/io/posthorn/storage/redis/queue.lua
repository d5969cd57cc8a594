-- One queue and the instant at which a verb works on it. Every script begins with this.
--
-- KEYS: KINDS keys for each queue, in the order below. ARGV[1]: the verb's arguments, an array in
-- MessagePack, the first two of which are the readings of an injected clock (elapsed, wall), or
-- false: then Redis tells the time. A script answers an array: the reply in MessagePack first (in
-- it false stands for null), then the records of messages that the reply speaks of.
local KINDS = 21
local QUEUE, MESSAGES, STATES = 1, 2, 3
-- The waiting and leased messages, each in exactly one of these, or in a bundle: READY by state;
-- DELAYED on the elapsed timeline; SCHEDULED on the wall clock; PAUSED as DELAYED, but with another
-- place in an ordered queue than the instant it waits on; LEASES by their ends.
local READY, DELAYED, SCHEDULED, PAUSED, LEASES = 4, 5, 6, 7, 8
local LANES = {READY, DELAYED, PAUSED, LEASES, SCHEDULED}
-- Of an ordered queue: the places of what is in PAUSED and LEASES.
local PLACES = 9
-- When lives end, on the elapsed timeline and on the wall clock.
local ENDS, WALL_ENDS = 10, 11
local PRODUCER_KEYS = 12
local DEDUPLICATION, DEDUPLICATION_TIMES = 13, 14
local DEATHS, DEAD_SEQUENCES = 15, 16
local CONSUMED_SEQUENCES, CONSUMPTIONS = 17, 18
-- How many messages each block of sequences has, and the blocks that have any, in order.
local BLOCKS, BLOCK_ORDER = 19, 20
local BLOCK = 256
local BUNDLES = 21
-- Lua's stack holds the arguments of one command.
local MOST_ARGUMENTS = 1000

local call = redis.call
local pack, unpackAll = cmsgpack.pack, cmsgpack.unpack
local floor, min, max = math.floor, math.min, math.max

local A = unpackAll(ARGV[1])
local now, wall = A[1], A[2]
if not now then
  local time = call('TIME')
  now = time[1] * 1000 + floor(time[2] / 1000)
  wall = now
end

local q -- the queue at hand

local function key(kind)
  return KEYS[q.base + kind]
end

-- Positions in q.state and q.config; see QueueState.java and ConfigCodec.java.
local INCARNATION, VERSION, PAUSE, CREATED_AT, LAST_SEQUENCE, LAST_IMMEDIATE = 1, 2, 3, 4, 5, 6
local RING, BUCKET = 7, 8
local ENQUEUED, TAKEN, RESERVED, ACKED, DIED = 9, 10, 11, 12, 13
local CONSUMED_BYTES, DEAD_BYTES = 14, 15
-- Where EXPIRE goes on among ended leases: {instant, id}, or false; stranded: {from, to}, or false.
local LEASES_LOOKED_AT, STRANDED, DELETED = 16, 17, 18
-- The earliest instant that all nodes were told of, 0 = something is ready; false or absent: none
-- since somebody met nothing ready.
local TOLD = 19
-- How many messages are in bundles; absent: none.
local BUNDLED = 20

local function readState(bytes)
  return unpackAll(bytes)
end

-- Makes the queue number i of KEYS the one at hand; false when there is none.
local function open(i)
  q = {base = (i - 1) * KINDS, entries = {}, touched = {}, bundles = {}, bundled = {}, keys = {},
    dedup = {}, visible = false, counts = {0, 0, 0, 0, 0, 0, 0}}
  local found = call('HMGET', key(QUEUE), 'state', 'config', 'info')
  if not found[1] then
    return false
  end
  q.state = readState(found[1])
  if q.state[DELETED] then
    return false
  end
  local c = unpackAll(found[2])
  q.info = found[3]
  q.push = c[1] == 1
  q.capacity, q.lease, q.ttl, q.consumed, q.dead = c[2], c[3], c[4], c[5], c[6]
  q.window, q.retry, q.hasUrl, q.ordered = c[7], c[8], c[10], c[11]
  q.maxConcurrency, q.rate, q.history = c[12], c[13], c[14]
  q.ring = q.state[RING]
  return true
end

-- What a caller is told of the queue: {incarnation, version, paused, createdAt, configuration}.
local function info()
  local s = q.state
  return {s[INCARNATION], s[VERSION], s[PAUSE], s[CREATED_AT], q.info}
end

local function saveState()
  q.state[RING] = q.ring
  call('HSET', key(QUEUE), 'state', pack(q.state))
end

-- Notes that something becomes ready at `at`, on the elapsed timeline.
local function visible(at)
  if at <= now then
    q.readyNow = true
  elseif not q.readyLater or at < q.readyLater then
    q.readyLater = at
  end
end

-- What the listener hears: {whether something is ready, when something will be, what is news to
-- other nodes: an instant, 0 = something is ready, false = nothing; and how many messages died of
-- attempts, age, expiry or anything else, were redriven, were dropped unfinished, were dropped
-- dead}. To be asked last.
local function heard()
  local state = q.state
  local told = state[TOLD] or false
  if told and q.drained and told <= now then
    told = false
  end
  local news = q.readyNow and 0 or q.readyLater or false
  if told and news and news >= told then
    news = false
  end
  told = news or told
  if told ~= (state[TOLD] or false) then
    state[TOLD] = told
    saveState()
  end
  local n = q.counts
  return {q.readyNow or false, q.readyLater or false, news, n[1], n[2], n[3], n[4], n[5], n[6], n[7]}
end

-- A score as text: many entries have the same, and Redis takes longer to write one than to look.
local scores = {}
local function scoreOf(score)
  local text = scores[score]
  if not text then
    text = string.format('%.17g', score)
    scores[score] = text
  end
  return text
end

-- command key argument... in as many calls as the arguments need.
local function many(command, name, arguments)
  local n = #arguments
  if n <= MOST_ARGUMENTS then
    if n > 0 then
      call(command, name, unpack(arguments))
    end
    return
  end
  for i = 1, n, MOST_ARGUMENTS do
    call(command, name, unpack(arguments, i, min(i + MOST_ARGUMENTS - 1, n)))
  end
end

-- The fields of a hash, false where there is none.
local function fields(name, wanted)
  local n = #wanted
  if n <= MOST_ARGUMENTS then
    return n == 0 and {} or call('HMGET', name, unpack(wanted))
  end
  local found = {}
  for i = 1, n, MOST_ARGUMENTS do
    local part = call('HMGET', name, unpack(wanted, i, min(i + MOST_ARGUMENTS - 1, n)))
    for j = 1, #part do
      found[i + j - 1] = part[j]
    end
  end
  return found
end

-- The name of a message in all keys: sequences of the same length sort as numbers do.
local function idOf(sequence)
  return string.format('%014x', sequence)
end

local function sequenceOf(id)
  return tonumber(id, 16)
end
