-- The bucket of a rate, by Bucket4j's arithmetic: full at first, filling evenly, and overdrawn where more is taken than
-- is in it. Where its size changes, it stays as full as it was. Time is in microseconds, tokens are whole, and what has
-- flown in of the next one is counted in shares: 60,000,000 to a token. No product exceeds what a double holds exactly.

local MINUTE = 60000000
local DEEPEST_DEBT = 1e15
local LONGEST_WAIT = 1e15

local function fullBucket(size, now)
  return { size = size, tokens = size, shares = 0, at = now }
end

local function isFull(bucket)
  return bucket.tokens >= bucket.size
end

local function flowIn(bucket, now)
  if now <= bucket.at then
    return
  end
  local micros = math.fmod(now - bucket.at, MINUTE)
  local minutes = (now - bucket.at - micros) / MINUTE
  local perMicro = math.floor(bucket.size / MINUTE)
  local flown = math.fmod(bucket.size, MINUTE) * micros + bucket.shares
  local shares = math.fmod(flown, MINUTE)
  bucket.tokens = bucket.tokens + minutes * bucket.size + perMicro * micros + (flown - shares) / MINUTE
  bucket.shares = shares
  bucket.at = now
end

local function resize(bucket, size)
  local tokens = (bucket.tokens + bucket.shares / MINUTE) * size / bucket.size
  bucket.tokens = math.floor(tokens)
  bucket.shares = math.floor((tokens - bucket.tokens) * MINUTE)
  bucket.size = size
end

local function capped(bucket)
  if isFull(bucket) then
    bucket.tokens = bucket.size
    bucket.shares = 0
  end
end

local function refill(bucket, size, now)
  flowIn(bucket, now)
  capped(bucket)
  if size ~= bucket.size then
    resize(bucket, size)
    capped(bucket)
  end
end

local function take(bucket, count)
  bucket.tokens = math.max(bucket.tokens - count, -DEEPEST_DEBT)
end

-- How many microseconds it takes until so many are in it, rounded up.
local function wait(bucket, tokens)
  return math.min(math.ceil(((tokens - bucket.tokens) * MINUTE - bucket.shares) / bucket.size), LONGEST_WAIT)
end

local function bucketText(bucket)
  return string.format('%.0f %.0f %.0f %.0f', bucket.size, bucket.tokens, bucket.shares, bucket.at)
end

local function bucketOf(text)
  local size, tokens, shares, at = string.match(text, '(%S+) (%S+) (%S+) (%S+)')
  return { size = tonumber(size), tokens = tonumber(tokens), shares = tonumber(shares), at = tonumber(at) }
end
