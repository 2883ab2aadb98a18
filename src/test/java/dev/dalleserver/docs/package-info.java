/**
 * Tests of the documents: their commands are run, and the output is compared.
 *
 * <p>In a Markdown page, within fenced blocks:
 *
 * <ul>
 *   <li>{@code console}: lines that begin with {@code "$ "} are commands, lines after them that
 *       begin with {@code "> "} go on with them, anything else is what they print. All blocks of a
 *       page run in one shell, in one directory that looks like a checkout.
 *   <li>{@code sh}: commands of which nothing shown is compared; each must succeed.
 *   <li>Any block whose last line before it ends with a name in backquotes and a colon, {@code Save
 *       this as `watch.py`:}, becomes that file.
 *   <li>In what is shown, {@code …} or {@code ...} stands for anything within its line, and alone
 *       in a line for any number of lines. What begins with a brace may be broken into lines
 *       anywhere. Times, request ids, batch ids and the version are never compared.
 *   <li>{@code <!-- run by SomeTest -->} before a block: that test runs it instead, and takes it
 *       from the page by {@link HandedBlocks}.
 * </ul>
 *
 * <p>A command that starts a server, such as {@code ./run.sh --port 9000}, starts it on a free
 * port; the port that the page names (8080 when it names none) leads there, in commands, files and
 * output. What it logs is not compared.
 */
package dev.dalleserver.docs;
