-- Leases messages. A[3]: requests, each {limit, maxBytes, lease or false, whether of a push queue};
-- A[4]: most bytes of all together. Answers {now, {{hand-out, number of messages} of each request},
-- messages, nextVisibleAt, info, ring, heard}; a message has its lease's end behind the rest.
if not open(1) then
  return {pack({now, false})}
end
local messages, entries, outcomes = {}, {}, {}
local bytes = 0
for i = 1, #A[3] do
  local request = A[3][i]
  if request[4] ~= q.push then
    outcomes[i] = {3, 0}
  elseif q.state[PAUSE] then
    outcomes[i] = {2, 0}
  elseif i > 1 and bytes >= A[4] then
    break
  else
    local found = meet(min(request[1], freeNow()), request[2])
    local till = now + (request[3] or q.lease)
    for j = 1, #found do
      local e = found[j]
      local readiness = e.at
      takeOver(e)
      lease(e, till)
      q.state[RESERVED] = q.state[RESERVED] + 1
      handedOut(e)
      local m = message(e, readiness, e.life)
      m[#m + 1] = till
      messages[#messages + 1] = m
      entries[#entries + 1] = e
      bytes = bytes + e.weight
    end
    tokensTaken(#found)
    if #found > 0 then
      visible(till)
    end
    outcomes[i] = {0, #found}
    if #found > 0 or #q.touched > 0 then
      flush()
    end
  end
end
return withRecords({now, outcomes, messages, nextAt(), info(), q.ring, heard()}, entries)
