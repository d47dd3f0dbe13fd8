-- Opens a product with a mistake, as a person would, and writes what the editor shows as JSON.
--   nvim --headless -u INIT -i NONE -n -c 'luafile check.lua'
-- FLOE_CHECK_FILE names the product, FLOE_CHECK_ANSWER the JSON file.
local milliseconds = 20000
local file = vim.env.FLOE_CHECK_FILE
local answer = {}

-- Neovim's own handler waits for an answer, and nothing else can be done meanwhile.
answer.questions = 0
vim.lsp.handlers["window/showMessageRequest"] = function()
  answer.questions = answer.questions + 1
  return vim.NIL
end
-- What is said is shown by Neovim's own handler.
answer.said = {}
local show = vim.lsp.handlers["window/showMessage"]
vim.lsp.handlers["window/showMessage"] = function(error, params, ...)
  table.insert(answer.said, params.message)
  return show(error, params, ...)
end

local function messages()
  return vim.tbl_map(function(found)
    return { message = found.message, line = found.lnum, code = found.code }
  end, vim.diagnostic.get(0))
end

local function check()
  vim.cmd("edit " .. vim.fn.fnameescape(file))
  vim.wait(milliseconds, function() return #vim.diagnostic.get(0) > 0 end, 20)
  answer.before = messages()

  local row = vim.fn.search("silver_order\\>", "n")
  local hovers = vim.lsp.buf_request_sync(0, "textDocument/hover", {
    textDocument = { uri = vim.uri_from_bufnr(0) },
    position = { line = vim.fn.search("^schedule:", "n") - 1, character = 2 },
  }, milliseconds)
  for _, each in pairs(hovers or {}) do
    local contents = (each.result or {}).contents or {}
    answer.hover = contents.value or contents
  end

  local line = vim.fn.getline(row)
  vim.fn.setline(row, (line:gsub("silver_order", "silver_orders")))
  vim.wait(milliseconds, function() return #vim.diagnostic.get(0) == 0 end, 20)
  answer.after = messages()

  -- A mistake that is typed shows after a pause, with no further key.
  vim.fn.cursor(vim.fn.search("^  cron:", "n"), 1)
  vim.cmd('normal! f6a6')
  vim.wait(milliseconds, function() return #vim.diagnostic.get(0) > 0 end, 20)
  answer.typed = messages()
  vim.cmd("normal! x")
  vim.wait(milliseconds, function() return #vim.diagnostic.get(0) == 0 end, 20)

  vim.cmd("write")
  vim.cmd("FloeCompile")
  local artifact = vim.fn.fnamemodify(file, ":h") .. "/target/compiled_artifacts.json"
  vim.wait(milliseconds, function()
    return vim.fn.filereadable(artifact) == 1 and #answer.said + answer.questions > 0
  end, 20)
end

local ok, problem = pcall(check)
if not ok then answer.problem = problem end
vim.fn.writefile({ vim.fn.json_encode(answer) }, vim.env.FLOE_CHECK_ANSWER)
vim.cmd("qall!")
