-- Bundles: plain messages that were born one after the other, ready and alike, are one record until
-- one of them changes; that takes Redis a fraction of the time and of the memory. A bundle is a
-- member of BUNDLES, by its first sequence, and a field of MESSAGES. Both are called by the names of
-- its first and last message and the instant from which all are ready. The record is what a message
-- of its own has before its content, then each content behind four bytes with its length. A script
-- that changes a message of a bundle writes the others of it as records of their own.
local bundles = {}
-- Content beyond so many bytes is not read for the sake of the meta data before it.
local LARGE = 4096
do
  local MOST_BUNDLED, MOST_BUNDLE_BYTES = 100, 16384
  local NAMES_AT_ONCE = 16

  -- How many messages of the queue are in bundles.
  function bundles.count()
    return q.state[BUNDLED] or 0
  end

  local function counted(change)
    q.state[BUNDLED] = bundles.count() + change
    q.state[TOLD] = q.state[TOLD] or false
  end

  -- How many contents like this one a bundle takes; 1 = none are bundled.
  function bundles.room(content)
    return #content > LARGE and 1 or min(MOST_BUNDLED, floor(MOST_BUNDLE_BYTES / (#content + 4)))
  end

  -- Adds to fields of MESSAGES and members of BUNDLES a bundle of the contents number `from` to `to` of
  -- ARGV; `before` is what each record begins with.
  function bundles.add(records, order, sequence, at, before, from, to)
    local name = idOf(sequence) .. idOf(sequence + to - from) .. scoreOf(at)
    local parts = {before}
    for i = from, to do
      local n = #parts
      parts[n + 1], parts[n + 2] = struct.pack('>I4', #ARGV[i]), ARGV[i]
    end
    records[#records + 1] = name
    records[#records + 1] = table.concat(parts)
    order[#order + 1] = sequence
    order[#order + 1] = name
    counted(to - from + 1)
  end

  local function called(name)
    return {name = name, first = sequenceOf(string.sub(name, 1, 14)),
      last = sequenceOf(string.sub(name, 15, 28)), at = tonumber(string.sub(name, 29)), moved = {}}
  end

  -- The bundle that has a sequence; nil = none has.
  function bundles.holding(sequence)
    if bundles.count() == 0 then
      return nil
    end
    local b = q.bundle
    if not b or sequence < b.first or sequence > b.last then
      local name =
        call('ZREVRANGEBYSCORE', key(BUNDLES), sequence, '-inf', 'LIMIT', 0, 1)[1]
      if not name then
        return nil
      end
      b = q.bundles[name] or called(name)
      q.bundles[name], q.bundle = b, b
    end
    return sequence <= b.last and b or nil
  end

  -- The first n messages of bundles, or somewhat more, in order: {id, instant, id, instant...}.
  function bundles.heads(n)
    local list, offset = {}, 0
    while bundles.count() > 0 and #list < 2 * n do
      local names = call('ZRANGE', key(BUNDLES), offset, offset + NAMES_AT_ONCE - 1)
      for i = 1, #names do
        local b = called(names[i])
        for sequence = b.first, min(b.last, b.first + n - 1) do
          local length = #list
          list[length + 1], list[length + 2] = idOf(sequence), b.at
        end
      end
      if #names < NAMES_AT_ONCE then
        break
      end
      offset = offset + NAMES_AT_ONCE
    end
    return list
  end

  local function parse(b)
    if not b.before then
      local record = call('HGET', key(MESSAGES), b.name)
      local high, low = string.byte(record, 1, 2)
      local from = 3 + high * 256 + low
      b.before, b.contents = string.sub(record, 1, from - 1), {}
      for i = 1, b.last - b.first + 1 do
        local length = struct.unpack('>I4', record, from)
        b.contents[i] = string.sub(record, from + 4, from + 3 + length)
        from = from + 4 + length
      end
    end
  end

  -- The record that a message of a bundle would have of its own.
  function bundles.record(b, sequence)
    parse(b)
    return b.before .. b.contents[sequence - b.first + 1]
  end

  -- Ends a bundle. stay(id, record) is called for each message but those that moved.
  function bundles.dissolve(b, gone, stay)
    for sequence = b.first, b.last do
      local id = idOf(sequence)
      if not b.moved[id] then
        stay(id, bundles.record(b, sequence))
      end
    end
    gone[#gone + 1] = b.name
    call('ZREM', key(BUNDLES), b.name)
    counted(b.first - b.last - 1)
    q.bundles[b.name] = nil
    if q.bundle == b then
      q.bundle = nil
    end
  end
end
