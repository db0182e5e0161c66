using System.Collections.Concurrent;
using System.Management.Automation;
using System.Reflection;

namespace RecoveryRunbooks.PowerShellHost;

/// <summary>
/// The parts of the engine that Microsoft's own cmdlet assemblies use and that are not public. The
/// package's version is pinned; a missing member is a defect here and says its name.
/// </summary>
internal static class Engine
{
    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    private static readonly Assembly Assembly = typeof(PSObject).Assembly;
    private static readonly ConcurrentDictionary<(System.Type, string, int), MethodInfo> Methods = new();

    public static System.Type Type(string name) =>
        Assembly.GetType(name, throwOnError: false) ?? throw new MissingMemberException("The engine has no type " + name);

    public static object New(string type, params object?[] arguments) => New(Type(type), arguments);

    public static object New(System.Type type, params object?[] arguments)
    {
        foreach (var constructor in type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
        {
            if (Fits(constructor.GetParameters(), arguments))
            {
                return constructor.Invoke(BindingFlags.DoNotWrapExceptions, null, arguments, null);
            }
        }

        throw new MissingMemberException($"The engine has no fitting constructor of {type.Name}");
    }

    public static object? Call(object target, string name, params object?[] arguments) =>
        Method(target.GetType(), name, arguments).Invoke(target, BindingFlags.DoNotWrapExceptions, null, arguments, null);

    public static object? CallStatic(System.Type type, string name, params object?[] arguments) =>
        Method(type, name, arguments).Invoke(null, BindingFlags.DoNotWrapExceptions, null, arguments, null);

    public static object? Get(object target, string name)
    {
        for (var type = target.GetType(); type is not null; type = type.BaseType)
        {
            if (type.GetProperty(name, Any | BindingFlags.DeclaredOnly) is { } property)
            {
                return property.GetValue(target);
            }

            if (type.GetField(name, Any | BindingFlags.DeclaredOnly) is { } field)
            {
                return field.GetValue(target);
            }
        }

        throw new MissingMemberException(target.GetType().FullName, name);
    }

    public static void Set(object target, string name, object? value)
    {
        for (var type = target.GetType(); type is not null; type = type.BaseType)
        {
            if (type.GetProperty(name, Any | BindingFlags.DeclaredOnly) is { CanWrite: true } property)
            {
                property.SetValue(target, value);
                return;
            }

            if (type.GetField(name, Any | BindingFlags.DeclaredOnly) is { } field)
            {
                field.SetValue(target, value);
                return;
            }
        }

        throw new MissingMemberException(target.GetType().FullName, name);
    }

    private static MethodInfo Method(System.Type type, string name, object?[] arguments)
    {
        var key = (type, name + ":" + string.Join(",", arguments.Select(a => a?.GetType().Name)), arguments.Length);
        return Methods.GetOrAdd(key, _ =>
        {
            for (var at = type; at is not null; at = at.BaseType)
            {
                foreach (var method in at.GetMethods(Any | BindingFlags.DeclaredOnly))
                {
                    if (method.Name == name && Fits(method.GetParameters(), arguments))
                    {
                        return method;
                    }
                }
            }

            throw new MissingMemberException(type.FullName, name);
        });
    }

    private static bool Fits(ParameterInfo[] parameters, object?[] arguments)
    {
        if (parameters.Length != arguments.Length)
        {
            return false;
        }

        for (var i = 0; i < parameters.Length; i++)
        {
            var wanted = parameters[i].ParameterType;
            var given = arguments[i];
            if (given is null ? wanted.IsValueType && Nullable.GetUnderlyingType(wanted) is null : !wanted.IsInstanceOfType(given))
            {
                return false;
            }
        }

        return true;
    }
}
