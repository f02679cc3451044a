-- Gives a sign of life, and gives back what nodes hold that have given none for a lease, so many reservations at most.
-- Only a node judges that has been there for as long itself: after Redis was away, everybody has been silent.
-- KEYS: the nodes, since when. ARGV: how keys begin, the node, the lease, the most. Tells how many were given back.

local start, node, lease, most = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])

local present = giveSignOfLife(KEYS[1], KEYS[2], node, lease)
if now - present < lease then
  return '0'
end

local given = 0
local silent = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now - lease))
for _, gone in ipairs(silent) do
  local ids = redis.call('SPOP', start .. 'held:' .. gone, most - given)
  for _, id in ipairs(ids) do
    local kept = redis.call('GET', start .. 'exchange:' .. id)
    if kept and kept ~= SETTLED then
      giveBack(cjson.decode(kept))
      redis.call('DEL', start .. 'exchange:' .. id)
    end
  end
  given = given + #ids
  if given >= most then
    return tostring(given)
  end
  redis.call('ZREM', KEYS[1], gone)
  redis.call('HDEL', KEYS[2], gone)
end
return tostring(given)
