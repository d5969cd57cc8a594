-- Takes messages for good. A[3]: requests, each {limit, maxBytes}; A[4]: most bytes of all together.
-- Answers {now, hand-out, {number of messages and bytes left over of each request}, messages,
-- nextVisibleAt, incarnation, ring, heard}; hand-out as in HandOut. Requests beyond the bytes are
-- left out; whoever asks comes again.
if not open(1) then
  return {pack({now, 1})}
end
if q.push then
  return {pack({now, 3})}
end
if q.state[PAUSE] then
  return {pack({now, 2})}
end
local messages, entries, counts = {}, {}, {}
local bytes = 0
for i = 1, #A[3] do
  if i > 1 and bytes >= A[4] then
    break
  end
  local found = meet(A[3][i][1], A[3][i][2])
  loadRecords(found)
  for j = 1, #found do
    local e = found[j]
    local readiness = e.at
    takeOver(e)
    local left = e.life and e.life - nowOf(e)
    e.deliveries = e.deliveries + 1
    q.state[TAKEN] = q.state[TAKEN] + 1
    handedOut(e)
    consume(e)
    messages[#messages + 1] = message(e, readiness, left)
    entries[#entries + 1] = e
    bytes = bytes + e.weight
  end
  counts[i] = #found
  if #found > 0 or #q.touched > 0 then
    flush()
  end
end
local reply = {now, 0, counts, messages, nextAt(), q.state[INCARNATION], q.ring, heard()}
return withRecords(reply, entries)
