-- Gives back what was held, and counts what was used, once.
-- KEYS: the nodes, since when, the reservation, the counters.
-- ARGV: how keys begin, the id, when, the cost, the tokens, for how long to remember; of each limit as to admit it.

local start, id = ARGV[1], ARGV[2]
local exchange = { at = number(ARGV[3]), cost = number(ARGV[4]), tokens = tonumber(ARGV[5]) }

local before = redis.call('GET', KEYS[3])
if before == SETTLED then
  return ''
end
if before then
  local held = cjson.decode(before)
  giveBack(held)
  redis.call('SREM', start .. 'held:' .. held.node, id)
end
redis.call('SET', KEYS[3], SETTLED, 'PX', ARGV[6])
for _, limit in ipairs(limits(7)) do
  limit.kind.use(limit, exchange)
end
return ''
