-- Messages as callers see them.

-- As it is handed out; readiness: when it became ready; left: of its life. Its record goes along.
local function message(e, readiness, left)
  return {sequenceOf(e.id), readiness, left or false, e.attempt, e.deliveries, e.enqueuedAt,
    e.key or false, e.runNumber or false, e.runAt or false, e.first}
end

local function view(e)
  local state = stateOf(e)
  return {sequenceOf(e.id), state, unfinished(e) and e.at or false, expiresAt(e) or false,
    e.attempt, e.deliveries, e.finishedAt or false, e.reason or false, e.attempts or {},
    e.enqueuedAt, e.key or false, e.runNumber or false, e.runAt or false, e.size}
end

-- What a view counts where bytes are limited: io.posthorn.storage.Weight. A reason counts its
-- bytes.
local function viewWeight(e, headersOnly)
  local weight = e.weight - (headersOnly and e.size or 0) + (e.reason and #e.reason or 0)
  if e.attempts then
    for i = 1, #e.attempts do
      weight = weight + e.attempts[i][6]
    end
  end
  return weight
end

-- A record without what Java does not need of it.
local function shown(record, headersOnly)
  if not headersOnly then
    return record
  end
  local high, low = string.byte(record, 1, 2)
  local from = 3 + high * 256 + low
  local length = struct.unpack('>I4', string.sub(record, from, from + 3))
  return string.sub(record, 1, from + 3 + length)
end

-- The reply of a verb with the records of these messages behind it.
local function withRecords(reply, list, headersOnly)
  loadRecords(list)
  local answer = {pack(reply)}
  for i = 1, #list do
    answer[i + 1] = shown(list[i].record, headersOnly)
  end
  return answer
end
