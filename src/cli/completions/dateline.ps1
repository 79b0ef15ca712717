# Completions of dateline for PowerShell. The program says what can stand at the cursor: the first line of its answer is
# `files`, `folders` or `values`; the others are values, each with what it means behind a tab. Without values PowerShell
# completes files by itself.
Register-ArgumentCompleter -Native -CommandName dateline -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $line = $commandAst.ToString()
    if ($cursorPosition -gt $line.Length) { $line += ' ' } else { $line = $line.Substring(0, $cursorPosition) }
    $answer = @(& dateline __complete --line $line 2>$null)
    foreach ($row in ($answer | Select-Object -Skip 1)) {
        $value, $meaning = $row -split "`t", 2
        if (-not $meaning) { $meaning = $value }
        [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $meaning)
    }
}
