-- Leases messages. A[3]: requests, each {limit, maxBytes, lease or false, whether of a push queue};
-- A[4]: most bytes of all together. Answers {now, {{hand-out, number of messages} of each request, or
-- false where the bytes did not reach it}, messages, nextVisibleAt, info, ring, heard}; a message has
-- its lease's end behind the rest.
if not open(1) then
  return {pack({now, false})}
end
local outcomes, asked, places = {}, {}, {}
for i = 1, #A[3] do
  local request = A[3][i]
  outcomes[i] = false
  if request[4] ~= q.push then
    outcomes[i] = {3, 0}
  elseif q.state[PAUSE] then
    outcomes[i] = {2, 0}
  else
    asked[#asked + 1] = request
    places[#places + 1] = i
  end
end
local messages, entries = {}, {}
local counts = deal(asked, freeNow(), A[4], function(e, i)
  local till = now + (asked[i][3] or q.lease)
  local readiness = e.at
  takeOver(e)
  lease(e, till)
  handedOut(e)
  visible(till)
  local m = message(e, readiness, e.life)
  m[#m + 1] = till
  messages[#messages + 1] = m
  entries[#entries + 1] = e
end)
for i = 1, #counts do
  outcomes[places[i]] = {0, counts[i]}
end
q.state[RESERVED] = q.state[RESERVED] + #messages
tokensTaken(#messages)
if #q.touched > 0 then
  flush()
end
return withRecords({now, outcomes, messages, nextAt(), info(), q.ring, heard()}, entries)
