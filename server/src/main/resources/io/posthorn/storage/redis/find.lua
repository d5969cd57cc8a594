-- Reads one message. A[3]: its incarnation, A[4]: its sequence; or false and its key. Answers {now,
-- view or false, incarnation, ring}.
local e = open(1) and named(A[3], A[4])
if not e then
  return {pack({now, false})}
end
return withRecords({now, view(e), q.state[INCARNATION], q.ring}, {e})
