-- What is counted under each kind of limit. A counter that is as a new one would be is no key, or is gone by itself soon.
-- A limit is {kind, key, most, ends}, an exchange {at, amount, cost, tokens}.

local FOREVER = 'never'
local DAY = 86400000
local LONGEST_EXPIRY = 1e14

local clock = redis.call('TIME')
local now = tonumber(clock[1]) * 1000000 + tonumber(clock[2])

local function expireIn(key, millis)
  if millis < LONGEST_EXPIRY then
    redis.call('PEXPIRE', key, string.format('%.0f', millis))
  else
    redis.call('PERSIST', key)
  end
end

local spend = {}

function spend.read(key)
  local kept = redis.call('HMGET', key, 'spent', 'reserved', 'ends')
  return { spent = number(kept[1] or NONE), reserved = number(kept[2] or NONE), ends = kept[3] or nil }
end

local function rolled(counter, at)
  if counter.ends and counter.ends ~= FOREVER and reaches(at, number(counter.ends)) then
    counter.spent = number(NONE)
    counter.ends = nil
  end
  return counter
end

-- A day longer than the window, for the sake of nodes whose clocks are late.
local function expireSpend(key, counter)
  if counter.ends and counter.ends ~= FOREVER and isNone(counter.reserved) then
    local open = number(counter.ends).whole * 1000 - now / 1000
    expireIn(key, math.max(math.ceil(open), 0) + DAY)
  else
    redis.call('PERSIST', key)
  end
end

function spend.write(key, counter)
  if isNone(counter.spent) and isNone(counter.reserved) then
    redis.call('DEL', key)
    return
  end
  redis.call('HSET', key, 'spent', amountText(counter.spent), 'reserved', amountText(counter.reserved))
  if counter.ends then
    redis.call('HSET', key, 'ends', counter.ends)
  else
    redis.call('HDEL', key, 'ends')
  end
  expireSpend(key, counter)
end

function spend.open(limit, exchange)
  return rolled(spend.read(limit.key), exchange.at)
end

function spend.refusal(limit, counter)
  if reaches(sum(counter.spent, counter.reserved), number(limit.most)) then
    return { 'spent', counter.ends or limit.ends }
  end
end

function spend.hold(limit, counter, exchange)
  counter.reserved = sum(counter.reserved, exchange.amount)
  spend.write(limit.key, counter)
  return amountText(rest(number(limit.most), sum(counter.spent, counter.reserved)))
end

function spend.giveBack(key, amount)
  local counter = spend.read(key)
  counter.reserved = rest(counter.reserved, amount)
  spend.write(key, counter)
end

function spend.use(limit, exchange)
  local counter = rolled(spend.read(limit.key), exchange.at)
  if not isNone(exchange.cost) then
    counter.ends = counter.ends or limit.ends
  end
  counter.spent = sum(counter.spent, exchange.cost)
  spend.write(limit.key, counter)
end

local rate = {}

function rate.open(limit)
  local size = tonumber(limit.most)
  local kept = redis.call('GET', limit.key)
  local bucket = kept and bucketOf(kept) or fullBucket(size, now)
  refill(bucket, size, now)
  return bucket
end

function rate.write(key, bucket)
  if isFull(bucket) then
    redis.call('DEL', key)
  else
    redis.call('SET', key, bucketText(bucket))
    expireIn(key, math.ceil(wait(bucket, bucket.size) / 1000) + 1)
  end
end

function rate.refusal(_, bucket)
  if bucket.tokens < 1 then
    return { 'fast', string.format('%.0f', wait(bucket, 1)) }
  end
end

function rate.hold(_, bucket)
  return string.format('%.0f', bucket.tokens)
end

function rate.use()
end

local requests = { open = rate.open, refusal = rate.refusal, use = rate.use }

function requests.hold(limit, bucket)
  take(bucket, 1)
  rate.write(limit.key, bucket)
  return string.format('%.0f', bucket.tokens)
end

local tokens = { open = rate.open, refusal = rate.refusal, hold = rate.hold }

function tokens.use(limit, exchange)
  if exchange.tokens > 0 then
    local bucket = rate.open(limit)
    take(bucket, exchange.tokens)
    rate.write(limit.key, bucket)
  end
end

local parallel = {}

function parallel.open(limit)
  return tonumber(redis.call('GET', limit.key) or '0')
end

function parallel.refusal(limit, running)
  if running >= tonumber(limit.most) then
    return { 'many' }
  end
end

function parallel.hold(limit, running)
  redis.call('INCR', limit.key)
  return string.format('%.0f', tonumber(limit.most) - running - 1)
end

function parallel.giveBack(key)
  if tonumber(redis.call('GET', key) or '0') <= 1 then
    redis.call('DEL', key)
  else
    redis.call('DECR', key)
  end
end

function parallel.use()
end

local kinds = { spend = spend, requests = requests, tokens = tokens, parallel = parallel }
