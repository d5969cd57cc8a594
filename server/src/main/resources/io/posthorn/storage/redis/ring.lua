-- The ring of HTTPSQS: io.posthorn.message.Ring, {max, put, get, putBase, getBase, lastBase,
-- lastEnd}.
local DEFAULT_MAX = 1000000

local function ringAfter(sequence)
  return {DEFAULT_MAX, 0, 0, sequence, sequence, 0, 0}
end

local function ringFull(r)
  local following = r[2] + 1
  return following == r[3] or (following > r[1] and r[3] <= 1)
end

local function ringAfterPut(r)
  if r[2] + 1 > r[1] then
    return {r[1], 1, r[3], r[4] + r[2], r[5], r[4], r[2]}
  end
  return {r[1], r[2] + 1, r[3], r[4], r[5], r[6], r[7]}
end

local function ringOverwrites(r)
  local following = r[2] + 1
  if following > r[1] then
    return r[4] + 1
  end
  return following <= r[7] and r[6] + following or 0
end

local function ringStrands(r)
  return r[2] + 1 > r[1] and max(0, r[7] - r[2]) or 0
end

local function ringAfterGet(r, sequence)
  if sequence <= r[5] + r[3] then
    return r
  end
  if sequence > r[4] then
    return {r[1], r[2], sequence - r[4], r[4], r[4], r[6], r[7]}
  end
  return {r[1], r[2], sequence - r[6], r[4], r[6], r[6], r[7]}
end

local function ringPosition(r, sequence)
  if sequence > r[4] then
    return sequence <= r[4] + r[2] and sequence - r[4] or 0
  end
  local position = sequence - r[6]
  return position > r[2] and position <= r[7] and position or 0
end
