-- Reads one message. A[3]: its incarnation, A[4]: its sequence; or false and its key. Answers {now,
-- view or false, incarnation, ring}.
local e
if open(1) then
  if not A[3] then
    local id = holder(A[4])
    e = id and find(id)
  elseif A[3] == q.state[INCARNATION] then
    e = find(idOf(A[4]))
  end
end
if not e then
  return {pack({now, false})}
end
return withRecords({now, view(e), q.state[INCARNATION], q.ring}, {e})
