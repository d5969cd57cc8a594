-- Bundles: plain messages that were born one after the other, ready and alike, are one record until
-- some of them change; that takes Redis a fraction of the time and of the memory. A bundle is a
-- member of BUNDLES, by its first sequence, and a field of MESSAGES. Both are called by the names of
-- its first and last message and the instant from which all are ready. The record is what a message
-- of its own has before its content, then each content behind four bytes with its length. A script
-- that changes messages of a bundle ends it. The others of it become records of their own or, where
-- so many changed that it is worth writing their bytes again, bundles again.
local bundles = {}
-- Content beyond so many bytes is not read for the sake of the meta data before it.
local LARGE = 4096
do
  local FEWEST, MOST, MOST_BYTES = 8, 100, 16384
  local NAMES_AT_ONCE = 4
  -- Where its messages are taken one by one, a bundle would be written again for each.
  local LEAST_LEFT = 10

  -- How many messages of the queue are in bundles.
  function bundles.count()
    return q.state[BUNDLED] or 0
  end

  local function counted(change)
    q.state[BUNDLED] = bundles.count() + change
    q.state[TOLD] = q.state[TOLD] or false
  end

  local function called(name)
    local b = q.bundles[name]
    if not b then
      b = {name = name, first = sequenceOf(string.sub(name, 1, 14)),
        last = sequenceOf(string.sub(name, 15, 28)), at = tonumber(string.sub(name, 29)),
        gone = {}, left = 0, born = {}}
      q.bundles[name] = b
    end
    return b
  end

  -- How many of contents[from] to contents[to] go into one bundle; 1 = the first goes into none.
  function bundles.room(contents, from, to)
    local bytes, n = 0, 0
    while n < MOST and from + n <= to do
      local length = #contents[from + n]
      bytes = bytes + length
      if length > LARGE or bytes > MOST_BYTES then
        break
      end
      n = n + 1
    end
    return n >= FEWEST and n or 1
  end

  -- Adds a bundle to fields of MESSAGES and members of BUNDLES.
  local function put(records, order, first, last, at, record)
    local name = idOf(first) .. idOf(last) .. scoreOf(at)
    records[#records + 1] = name
    records[#records + 1] = record
    order[#order + 1] = first
    order[#order + 1] = name
    counted(last - first + 1)
    q.gap = nil
    return name
  end

  -- Adds one of contents[from] to contents[to]; `before` is what each record begins with.
  function bundles.add(records, order, sequence, at, before, contents, from, to)
    local parts = {before}
    for i = from, to do
      local n = #parts
      parts[n + 1], parts[n + 2] = struct.pack('>I4', #contents[i]), contents[i]
    end
    put(records, order, sequence, sequence + to - from, at, table.concat(parts))
  end

  -- The bundle that has a sequence; nil = none has. Remembers the bundle, or the gap, that it found.
  function bundles.holding(sequence)
    local b, gap = q.bundle, q.gap
    if bundles.count() == 0 or gap and sequence > gap[1] and sequence < gap[2] then
      return nil
    elseif not b or sequence < b.first or sequence > b.last then
      local before =
        call('ZREVRANGEBYSCORE', key(BUNDLES), sequence, '-inf', 'LIMIT', 0, 1)[1]
      b = before and called(before)
      if not b or sequence > b.last then
        local after = call('ZRANGEBYSCORE', key(BUNDLES), sequence, '+inf', 'LIMIT', 0, 1)[1]
        q.gap = {b and b.last or 0, after and called(after).first or math.huge}
        return nil
      end
      q.bundle = b
    end
    return b
  end

  -- The first n messages of bundles, in order: {id, instant, id, instant...}.
  function bundles.heads(n)
    local list, length, offset = {}, 0, 0
    while bundles.count() > 0 and length < 2 * n do
      local names = call('ZRANGE', key(BUNDLES), offset, offset + NAMES_AT_ONCE - 1)
      for i = 1, #names do
        local b = called(names[i])
        for sequence = b.first, min(b.last, b.first + n - length / 2 - 1) do
          local id = idOf(sequence)
          list[length + 1], list[length + 2] = id, b.at
          length = length + 2
          q.bundled[id] = b
        end
      end
      if #names < NAMES_AT_ONCE then
        break
      end
      offset = offset + NAMES_AT_ONCE
    end
    return list
  end

  -- The bundle of a message that heads() told of; nil = it has to be looked for.
  function bundles.known(id)
    local b = q.bundled[id]
    return b and not b.ended and b or nil
  end

  -- Notes an entry that was made of a message of it.
  function bundles.born(b, e)
    b.born[#b.born + 1] = e
    e.bundle = b
  end

  local function recordOf(b)
    if not b.record then
      b.record = call('HGET', key(MESSAGES), b.name)
      if not b.record then
        error('a bundle has no record: ' .. b.name)
      end
    end
    return b.record
  end

  -- What the record of each of its messages begins with.
  function bundles.before(b)
    if not b.before then
      local high, low = string.byte(recordOf(b), 1, 2)
      b.before = string.sub(b.record, 1, 2 + high * 256 + low)
    end
    return b.before
  end

  -- Where in the record its contents begin; that of one more is the record's end.
  local function offsetsOf(b)
    if not b.offsets then
      local at, offsets = #bundles.before(b) + 5, {}
      for i = 1, b.last - b.first + 1 do
        offsets[i] = at
        at = at + 4 + struct.unpack('>I4', b.record, at - 4)
      end
      offsets[#offsets + 1] = at
      b.offsets = offsets
    end
    return b.offsets
  end

  -- The record that a message of a bundle would have of its own.
  function bundles.record(b, sequence)
    local offsets, i = offsetsOf(b), sequence - b.first + 1
    return b.before .. string.sub(b.record, offsets[i], offsets[i + 1] - 5)
  end

  -- Notes that a message leaves its bundle.
  function bundles.leave(e, sequence)
    local b = e.bundle
    b.gone[sequence] = true
    b.left = b.left + 1
    e.bundle = nil
  end

  -- Makes a bundle of those from `first` to `last`, all of which stay.
  local function again(b, first, last, records, order)
    local offsets = b.offsets
    local from, to = offsets[first - b.first + 1] - 4, offsets[last - b.first + 2] - 5
    local record = b.before .. string.sub(b.record, from, to)
    local anew = called(put(records, order, first, last, b.at, record))
    anew.record = record
    for i = 1, #b.born do
      local e = b.born[i]
      local sequence = sequenceOf(e.id)
      if e.bundle == b and sequence >= first and sequence <= last then
        bundles.born(anew, e)
      end
    end
  end

  -- Ends a bundle. stay(id, record) is called for each message that did not leave and is in no
  -- bundle again.
  function bundles.dissolve(b, records, order, stay)
    offsetsOf(b)
    local sequence = b.first
    while sequence <= b.last do
      local following = sequence
      while following <= b.last and not b.gone[following] do
        following = following + 1
      end
      if b.left >= LEAST_LEFT and following - sequence >= FEWEST then
        again(b, sequence, following - 1, records, order)
      else
        for staying = sequence, following - 1 do
          stay(idOf(staying), bundles.record(b, staying))
        end
      end
      sequence = following + 1
    end
    counted(b.first - b.last - 1)
    b.ended = true
    q.bundles[b.name] = nil
    if q.bundle == b then
      q.bundle = nil
    end
  end
end
