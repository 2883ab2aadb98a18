<#-- One library a line: its coordinates and its licences, of which one may be chosen. -->
<#list dependencyMap as entry>
<#assign library = entry.getKey()>
${library.groupId}:${library.artifactId}:${library.version} | <#list entry.getValue() as licence>${licence}<#if licence_has_next> OR </#if></#list>
</#list>
