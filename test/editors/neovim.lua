-- Does in Neovim what a person does, and writes down what there is to be seen. Every function below `try` is one visit,
-- which the test names in $VISIT; what it returns is written to $SEEN as JSON. Runs in Neovim 0.7.2 and newer.

local try = {}

--- Goes on when something holds; Neovim works as usual in the meantime.
local function wait_for(what, holds)
  local deadline = vim.loop.now() + 10000
  while not holds() do
    if vim.loop.now() > deadline then error("waited in vain for " .. what, 0) end
    coroutine.yield()
  end
end

local function press(keys)
  vim.api.nvim_feedkeys(vim.api.nvim_replace_termcodes(keys, true, true, true), "t", false)
end

local function clients()
  return (vim.lsp.get_clients or vim.lsp.get_active_clients)()
end

local function open(file)
  vim.cmd("edit " .. file)
  wait_for("a client for " .. file, function()
    return #clients() == 1 and clients()[1].initialized and vim.lsp.buf_is_attached(0, clients()[1].id)
  end)
end

--- Puts the cursor on the first character of some text.
local function go_to(text)
  vim.fn.cursor(1, 1)
  if vim.fn.search("\\V" .. vim.fn.escape(text, "\\"), "cW") == 0 then error("no " .. text .. " in the file", 0) end
end

--- @param buffer number? by default the one that is looked at
local function findings(buffer)
  local names = { "error", "warning", "info", "hint" }
  return vim.tbl_map(function(it)
    local place = ("%d:%d-%d:%d"):format(it.lnum + 1, it.col + 1, it.end_lnum + 1, it.end_col + 1)
    local code = it.code or vim.tbl_get(it, "user_data", "lsp", "code")
    return { place = place, severity = names[it.severity], code = code, message = it.message, source = it.source }
  end, vim.diagnostic.get(buffer or 0))
end

local function is_found(code, buffer)
  return vim.tbl_contains(vim.tbl_map(function(it) return it.code end, findings(buffer)), code)
end

local function wait_for_finding(code, buffer)
  wait_for(code, function() return is_found(code, buffer) end)
end

local function wait_for_end_of(code)
  wait_for("an end of " .. code, function() return not is_found(code) end)
end

local function lines()
  return vim.api.nvim_buf_get_lines(0, 0, -1, false)
end

--- The window that floats above the others.
local function float()
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= "" then return window end
  end
end

local function floating_text()
  wait_for("a floating window", float)
  local window = float()
  return {
    text = vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, false),
    width = vim.api.nvim_win_get_width(window),
    height = vim.api.nvim_win_get_height(window),
  }
end

--- What is shown at the ends of lines; nothing from Neovim 0.11 on, where people must ask for it.
local function beside_the_text()
  local shown = {}
  for _, namespace in pairs(vim.diagnostic.get_namespaces()) do
    local beside = namespace.user_data.virt_text_ns
    for _, mark in ipairs(beside and vim.api.nvim_buf_get_extmarks(0, beside, 0, -1, { details = true }) or {}) do
      local pieces = vim.tbl_map(function(piece) return piece[1] end, mark[4].virt_text)
      table.insert(shown, mark[2] + 1 .. ": " .. vim.trim(table.concat(pieces)))
    end
  end
  return shown
end

--- Answers the next question of `vim.ui.select`; the offers are given back.
local function choose(wanted)
  local offers
  vim.ui.select = function(items, options, choice)
    offers = vim.tbl_map(options.format_item or tostring, items)
    for at, offer in ipairs(offers) do
      if offer == wanted then return choice(items[at], at) end
    end
    choice(nil)
  end
  return function() return offers end
end

function try.detect()
  local types = {}
  for _, file in ipairs(vim.fn.split(vim.env.FILES, "\n")) do
    vim.cmd("edit " .. file)
    table.insert(types, file .. ": " .. vim.bo.filetype)
  end
  return types
end

function try.findings()
  open(vim.env.FILE)
  wait_for_finding(vim.env.CODE)
  go_to(vim.env.ON)
  press("<C-w>d")
  return { findings = findings(), beside = beside_the_text(), float = floating_text(), root = clients()[1].config.root_dir }
end

function try.typing()
  open("conf.d/shop.conf")
  wait_for_finding("session/cookie-without-httponly")
  local before = findings()
  press("GoLisden 80<Esc>")
  wait_for_finding("httpd/unknown-directive")
  local after = findings()
  press("u")
  wait_for("the old findings", function() return vim.deep_equal(findings(), before) end)
  return { before = #before, after = after }
end

function try.hover()
  open(vim.env.FILE)
  go_to(vim.env.ON)
  press("K")
  return floating_text()
end

function try.completion()
  open(vim.env.FILE)
  go_to(vim.env.ON)
  press("A" .. vim.env.TYPE .. "<C-x><C-o>")
  wait_for("the menu", function() return vim.fn.pumvisible() == 1 end)
  local offers = vim.fn.complete_info({ "items" }).items
  press("<C-y>")
  wait_for("a choice", function() return vim.fn.pumvisible() == 0 end)
  press("<Esc>")
  wait_for("the end of typing", function() return vim.fn.mode() == "n" end)
  return { offers = offers, line = vim.fn.getline(".") }
end

function try.signature()
  open("conf.d/shop.conf")
  go_to("Session On")
  press("oSessionCookieName <C-s>")
  local shown = floating_text()
  press("<Esc>")
  return shown
end

function try.definition()
  open(vim.env.FILE)
  go_to(vim.env.ON)
  local from = vim.api.nvim_buf_get_name(0)
  press("<C-]>")
  wait_for("another file", function() return vim.api.nvim_buf_get_name(0) ~= from end)
  local there = { file = vim.fn.expand("%:."), line = vim.fn.getline("."), word = vim.fn.expand("<cword>") }
  press("<C-t>")
  wait_for("the way back", function() return vim.api.nvim_buf_get_name(0) == from end)
  return there
end

function try.references()
  open(vim.env.FILE)
  go_to(vim.env.ON)
  press("grr")
  wait_for("the list", function() return #vim.fn.getqflist() > 0 end)
  return vim.tbl_map(function(it)
    return vim.fn.fnamemodify(vim.fn.bufname(it.bufnr), ":.") .. ":" .. it.lnum .. ": " .. vim.trim(it.text)
  end, vim.fn.getqflist())
end

function try.action()
  open(vim.env.FILE)
  wait_for_finding(vim.env.CODE)
  go_to(vim.env.ON)
  local offers = choose(vim.env.CHOICE)
  local before = lines()
  press("gra")
  wait_for("an offer", offers)
  wait_for("the change", function() return not vim.deep_equal(lines(), before) end)
  wait_for_end_of(vim.env.CODE)
  return { offers = offers(), before = before, after = lines() }
end

function try.format()
  open(vim.env.FILE)
  if vim.lsp.buf.format then vim.lsp.buf.format({ timeout_ms = 10000 }) else vim.lsp.buf.formatting_sync(nil, 10000) end
  return lines()
end

function try.rename()
  open(vim.env.FILE)
  go_to(vim.env.ON)
  local offered
  vim.ui.input = function(options, answer)
    offered = options.default
    answer(vim.env.NAME)
  end
  local before = lines()
  press("grn")
  wait_for("the change", function() return not vim.deep_equal(lines(), before) end)
  local changed = {}
  for _, buffer in ipairs(vim.api.nvim_list_bufs()) do
    if vim.api.nvim_buf_get_option(buffer, "modified") then
      local name = vim.fn.fnamemodify(vim.api.nvim_buf_get_name(buffer), ":.")
      changed[name] = vim.api.nvim_buf_get_lines(buffer, 0, -1, false)
    end
  end
  return { offered = offered, changed = changed }
end

--- Takes a line out of a file, without saving it, while another one of its server is open.
function try.unsaved()
  open("conf.d/shop.conf")
  local shop = vim.api.nvim_get_current_buf()
  wait_for_finding("session/cookie-without-httponly")
  open("conf.modules.d/20-session.conf")
  go_to("LoadModule session_module")
  press("dd")
  wait_for_finding("httpd/unknown-directive", shop)
  return { clients = #clients(), findings = findings(shop) }
end

function try.symbols()
  open(vim.env.FILE)
  press("gO")
  wait_for("the list", function() return #vim.fn.getqflist() + #vim.fn.getloclist(0) > 0 end)
  local list = #vim.fn.getqflist() > 0 and vim.fn.getqflist() or vim.fn.getloclist(0)
  return vim.tbl_map(function(it) return it.lnum .. ": " .. it.text end, list)
end

--- Writes what was seen, and leaves.
local function leave(seen)
  seen.messages = vim.fn.execute("messages")
  vim.fn.writefile({ vim.json.encode(seen) }, vim.env.SEEN)
  vim.cmd("qall!")
end

local visit = coroutine.create(try[vim.env.VISIT])
local timer = vim.loop.new_timer()
timer:start(0, 10, vim.schedule_wrap(function()
  if coroutine.status(visit) == "dead" then return end
  local is_well, result = coroutine.resume(visit)
  if coroutine.status(visit) ~= "dead" then return end
  timer:stop()
  leave(is_well and { result = result } or { failure = debug.traceback(visit, tostring(result)) })
end))
