-- Takes messages for good. A[3]: requests, each {limit, maxBytes}; A[4]: most bytes of all together.
-- Answers {now, hand-out, {number of messages of each request}, messages, nextVisibleAt, incarnation,
-- ring, heard}; hand-out as in HandOut. Requests that the bytes did not reach are left out; whoever
-- asks comes again.
if not open(1) then
  return {pack({now, 1})}
end
if q.push then
  return {pack({now, 3})}
end
if q.state[PAUSE] then
  return {pack({now, 2})}
end
local messages, entries = {}, {}
local counts = deal(A[3], math.huge, A[4], function(e)
  local readiness = e.at
  takeOver(e)
  local left = e.life and e.life - nowOf(e)
  e.deliveries = e.deliveries + 1
  handedOut(e)
  consume(e)
  messages[#messages + 1] = message(e, readiness, left)
  entries[#entries + 1] = e
end)
q.state[TAKEN] = q.state[TAKEN] + #messages
trim()
if #q.touched > 0 then
  flush()
end
local reply = {now, 0, counts, messages, nextAt(), q.state[INCARNATION], q.ring, heard()}
return withRecords(reply, entries)
