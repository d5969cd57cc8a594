-- How many of its finished messages a queue keeps: io.posthorn.storage.rocksdb.RetentionSweep.
-- Beyond twice what is kept, and so many more, what consumes pays for it.
local SLACK, SLACK_BYTES = 1000, 65536
local MOST_TRIMMED = 500

local function members(ids)
  load(ids)
  local list = {}
  for i = 1, #ids do
    list[i] = find(ids[i])
    if not list[i] then
      error('a message of an index has no record: ' .. ids[i])
    end
  end
  return list
end

-- Drops of the first of an index what is too much, at most `most` of `messages` with so many bytes;
-- how many.
local function dropFirst(retention, order, messages, bytes, most)
  local list = members(call('ZRANGE', key(order), 0, most - 1))
  for i = 1, #list do
    if not (retention[1] and messages > retention[1] or retention[3] and bytes > retention[3]) then
      return i - 1
    end
    messages, bytes = messages - 1, bytes - list[i].size
    drop(list[i])
  end
  return #list
end

-- Drops some of the consumed messages, more than this script adds to them, where they are far too
-- many: no housekeeping would keep up. Writes all changes first where that is so.
local function trim()
  local kept, retention = q.kept, q.consumed
  if not kept or q.ring then
    return
  end
  local messages = call('ZCARD', key(CONSUMED_SEQUENCES)) + kept
  if retention[1] and messages > 2 * retention[1] + SLACK
    or retention[3] and q.state[CONSUMED_BYTES] > 2 * retention[3] + SLACK_BYTES then
    flush()
    messages = call('ZCARD', key(CONSUMED_SEQUENCES))
    dropFirst(retention, CONSUMED_SEQUENCES, messages, q.state[CONSUMED_BYTES],
      min(MOST_TRIMMED, 2 * kept + 16))
  end
end
