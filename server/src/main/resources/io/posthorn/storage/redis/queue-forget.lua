-- Removes the mark of a removed queue. A[3]: its incarnation. Answers {now}.
if not open(1) and q.state and q.state[INCARNATION] == A[3] then
  call('UNLINK', key(QUEUE))
end
return {pack({now})}
