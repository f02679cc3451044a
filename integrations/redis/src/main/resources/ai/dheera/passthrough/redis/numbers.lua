-- Amounts and instants are decimal text, "12.000000500000" and "1767225600.000000000". To a script one is its whole
-- part and its parts of a whole, each of which a double holds exactly.

local NONE = '0.000000000000'
local PARTS_OF_A_DOLLAR = 1e12

local function number(text)
  local dot = string.find(text, '.', 1, true)
  return { whole = tonumber(string.sub(text, 1, dot - 1)), parts = tonumber(string.sub(text, dot + 1)) }
end

local function reaches(a, b)
  return a.whole > b.whole or (a.whole == b.whole and a.parts >= b.parts)
end

local function amountText(a)
  return string.format('%.0f.%012.0f', a.whole, a.parts)
end

local function sum(a, b)
  local parts = a.parts + b.parts
  if parts < PARTS_OF_A_DOLLAR then
    return { whole = a.whole + b.whole, parts = parts }
  end
  return { whole = a.whole + b.whole + 1, parts = parts - PARTS_OF_A_DOLLAR }
end

-- What is left of a when b is taken, nothing where b is more.
local function rest(a, b)
  if reaches(b, a) then
    return number(NONE)
  end
  if a.parts >= b.parts then
    return { whole = a.whole - b.whole, parts = a.parts - b.parts }
  end
  return { whole = a.whole - b.whole - 1, parts = a.parts - b.parts + PARTS_OF_A_DOLLAR }
end

local function isNone(a)
  return a.whole == 0 and a.parts == 0
end
