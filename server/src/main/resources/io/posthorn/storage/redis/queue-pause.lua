-- Stops, or starts again, handing out. A[3]: whether it stops. Answers {now, info or false, heard}.
if not open(1) then
  return {pack({now, false, false})}
end
q.state[PAUSE] = A[3]
if not A[3] then
  -- Others may have met a pause where they were told of something.
  q.state[TOLD] = false
  visible(now)
end
saveState()
return {pack({now, info(), heard()})}
