-- Reads one queue. Answers {now, info or false}.
return {pack({now, open(1) and info()})}
