@echo off
rem Runs Posthorn: posthorn COMMAND [options]; posthorn --help lists the commands.
rem JAVA_HOME chooses the Java runtime, 17 or newer; POSTHORN_JAVA_OPTS adds options for the JVM.
setlocal
set "JAR=%~dp0..\lib\posthorn.jar"
set "JAVA=java"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java"

rem The third word of the first line, like "25.0.1".
set "VERSION="
for /f "tokens=3" %%v in ('""%JAVA%" -version 2>&1"') do if not defined VERSION set "VERSION=%%~v"
if not defined VERSION (
  echo posthorn: no java found: install Java 17 or newer, or set JAVA_HOME 1>&2
  exit /b 1
)
for /f "tokens=1 delims=.-+" %%m in ("%VERSION%") do set "MAJOR=%%m"
if %MAJOR% LSS 17 (
  echo posthorn: Java 17 or newer is needed, but %JAVA% is of version %VERSION% 1>&2
  exit /b 1
)

rem As in the launcher for other systems; docs\operations.md says why each flag is there.
set "OPTIONS=-XX:+UseSerialGC -Xms48m -Xmn24m -XX:SurvivorRatio=4 -Xmx512m -XX:MinHeapFreeRatio=10 -XX:MaxHeapFreeRatio=25"
set "OPTIONS=%OPTIONS% -Xss512k -XX:ReservedCodeCacheSize=64m -XX:MaxMetaspaceSize=128m -XX:MaxDirectMemorySize=256m"
set "OPTIONS=%OPTIONS% -XX:+ExitOnOutOfMemoryError -XX:-UsePerfData -Dfile.encoding=UTF-8"
if %MAJOR% GEQ 23 set "OPTIONS=%OPTIONS% --sun-misc-unsafe-memory-access=allow"

rem The JVM itself keeps the archive of loaded classes, from version 19 on.
if %MAJOR% GEQ 19 if defined LOCALAPPDATA (
  if not exist "%LOCALAPPDATA%\posthorn" mkdir "%LOCALAPPDATA%\posthorn"
  set ARCHIVE=-XX:+AutoCreateSharedArchive -XX:SharedArchiveFile="%LOCALAPPDATA%\posthorn\posthorn-%VERSION%.jsa" -Xlog:disable -Xlog:all=error:stderr
)

"%JAVA%" %OPTIONS% %ARCHIVE% %POSTHORN_JAVA_OPTS% -jar "%JAR%" %*
exit /b %ERRORLEVEL%
