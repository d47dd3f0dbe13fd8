;;; check.el --- what Emacs shows of a product with a mistake  -*- lexical-binding: t -*-
;; Opens the product that FLOE_CHECK_FILE names, as a person would, and writes what the editor
;; shows as JSON to FLOE_CHECK_ANSWER.
;;   emacs --batch -l INIT -l check.el
(require 'json)
(require 'flymake)

(defvar check-seconds 20)

(defun check-wait (condition)
  "Let the server speak until CONDITION holds, or for `check-seconds'."
  (let ((end (+ (float-time) check-seconds)))
    (while (and (not (funcall condition)) (< (float-time) end))
      (accept-process-output nil 0.05))))

(defun check-messages ()
  "Return the findings that are shown in this buffer."
  (vconcat
   (mapcar (lambda (found)
             `((message . ,(flymake-diagnostic-text found))
               (line . ,(1- (line-number-at-pos (flymake-diagnostic-beg found))))))
           (flymake-diagnostics))))

(let* ((file (getenv "FLOE_CHECK_FILE"))
       (artifact (expand-file-name "target/compiled_artifacts.json" (file-name-directory file)))
       before hover after)
  (find-file file)
  (run-hooks 'post-command-hook) ; where `eglot-ensure' starts the server; no commands in batch
  (check-wait #'eglot-current-server)
  (check-wait (lambda () (flymake-start) (flymake-diagnostics)))
  (setq before (check-messages))
  (goto-char (point-min))
  (re-search-forward "^sche")
  (setq hover (jsonrpc-request (eglot-current-server) :textDocument/hover
                               (eglot--TextDocumentPositionParams)))
  (goto-char (point-min))
  (re-search-forward "silver_order\\_>")
  (insert "s")
  (eglot--signal-textDocument/didChange) ; in batch nobody is idle, which is when it is sent
  (check-wait (lambda () (flymake-start) (null (flymake-diagnostics))))
  (setq after (check-messages))
  (save-buffer)
  (floe-compile)
  (check-wait (lambda () (file-exists-p artifact)))
  (with-temp-file (getenv "FLOE_CHECK_ANSWER")
    (insert (json-encode `((before . ,before)
                           (hover . ,(plist-get (plist-get hover :contents) :value))
                           (after . ,after)))))
  (kill-emacs 0))
